/** The scenario file that `init` writes: it uses most of the format, and can be played as it is. */
export const SCENARIO_TEMPLATE = `# yaml-language-server: $schema=./node_modules/esim-go-emulator/schema/scenario.schema.json
# A world to start in, and a story to play in it.
#   esim-go-emulator --scenario FILE       starts an emulator in this world
#   esim-go-emulator scenario run FILE     plays the steps and checks what they expect
name: my-scenario
description: A traveller in the middle of a trip, who tops up.

# All ids, codes and names follow from it: the same seed gives the same bytes.
seed: 7

clock:
  # When the story begins. Everything above the steps has happened by then.
  now: 2026-03-10T09:00:00Z
  # manual moves only when it is told; auto runs by itself, at a rate.
  mode: manual

# What PATCH /_emulator/organisation takes.
organisation:
  balance: 250
  lowBalanceThreshold: 100
  # callbackUrl: http://127.0.0.1:8080/esim-go

# What was bought and is still there. Moments are "3d ago", "now" or a date and time.
inventory:
  - { bundle: esim_1GB_7D_FR_V2, quantity: 10, purchased: 70d ago }
  - { bundle: esim_1GB_7D_FR_V2, quantity: 5, purchased: 2d ago }

esims:
  # Three days into seven, 600 of 1000 MB used. Steps call it \${esim.alice}.
  - customerRef: alice
    bundles:
      - { bundle: esim_1GB_7D_FR_V2, state: active, used: 600MB, started: 3d ago }

  # A trip: times are counted from its start. What lies ahead happens when the clock gets there.
  - customerRef: bob
    bundles:
      - bundle: esim_3GB_30D_REUP_V2
    tripFrom: 2d ago
    trip: install +2h; attach ES +1d; attach FR +4d; use 180MB/day; home +9d

  # Five more who have bought and not left yet. {firstName} and {lastName} are a person's.
  - count: 5
    customerRef: '{firstName} {lastName}'
    bundles:
      - bundle: esim_1GB_7D_FR_V2

# How the catalogue differs: fields of a bundle, a new one, or withdrawn; at once or at a time.
# catalogue:
#   - { bundle: esim_1GB_7D_FR_V2, price: 1.75, at: +3d }
#   - { bundle: esim_1GB_7D_GB_V2, withdrawn: true }

# What goes wrong from the start: each as POST /_emulator/faults takes it.
# faults:
#   - match: { operationId: createOrder }
#     phase: after              # the order is placed, and its answer is lost
#     fault: { type: reset }
#     times: 1

steps:
  - name: she uses most of what is left
    use: { iccid: '\${esim.alice}', amount: 300MB, country: FR }
    expect:
      bundle: { iccid: '\${esim.alice}', state: active, used: 900MB }
      callbacks: { alertType: Utilisation, count: 1 }

  - name: the shop sells her another
    call:
      method: POST
      path: /orders
      body:
        type: transaction
        assign: true
        order:
          - { type: bundle, item: esim_1GB_7D_FR_V2, quantity: 1, iccids: ['\${esim.alice}'] }
      expectStatus: 200
    # Later steps use the answer: \${topUp.orderReference}
    as: topUp
    expect:
      body: { status: completed }
      balance: 248.83
      esim: { iccid: '\${esim.alice}', bundles: 2 }

  - name: the next one takes over when the first is used up
    use: { iccid: '\${esim.alice}', amount: 150MB }
    expect:
      bundle: { iccid: '\${esim.alice}', state: active, used: 50MB }

  - name: a week later
    advance: 8d
    expect:
      bundle:
        - { iccid: '\${esim.alice}', state: expired }
        - { iccid: '\${esim.bob}', state: active }
      esim: { iccid: '\${esim.bob}', country: FR }
`
