#!/usr/bin/env bash
#
# A reseller's working day: sell one bundle, stock two, give them back, and check every figure on the way.
#
#   npm start                      in one terminal
#   bash examples/quickstart.sh    in another
#
# or, with an emulator of its own:
#
#   node dist/cli.js exec -- bash examples/quickstart.sh
#
# It needs bash, curl, and node to read JSON. ESIM_EMULATOR_API_URL and ESIM_EMULATOR_API_KEY say where to call, and as whom:
# `exec` sets them, and `eval "$(node dist/cli.js env)"` does so in a shell. Without them ESIM_GO_URL and ESIM_GO_API_KEY do.
# What it downloads goes to the folder named as its argument, or to a new temporary one.
set -euo pipefail

BASE=${ESIM_EMULATOR_API_URL:-${ESIM_GO_URL:-http://127.0.0.1:4024/v2.4}}
KEY=${ESIM_EMULATOR_API_KEY:-${ESIM_GO_API_KEY:-quickstart}}
OUT=${1:-$(mktemp -d)}
COUNTRY=FR
BUNDLE=esim_1GB_7D_FR_V2

# --- A few words to tell the story with ---------------------------------------------------------------------------

step=0
say() { step=$((step + 1)) && printf '%2d. %-12s %s\n' "$step" "$1" "$2"; }
fail() { echo "quickstart: $1" >&2 && exit 1; }

# same WHAT EXPECTED FOUND
same() { [[ $2 == "$3" ]] || fail "$1 should be $2, and is $3"; }

# call PATH [CURL OPTIONS]: the body of the answer, which must be a success.
call() {
  local path=$1 body
  shift
  body=$(curl -sS --fail-with-body "$BASE$path" -H "X-API-Key: $KEY" "$@") || fail "$path did not succeed. $body"
  [[ -z $body ]] || echo "$body"
}
get() { call "$@"; }
post() { call "$1" -H 'Content-Type: application/json' --data "$2"; }
delete() { call "$1" -X DELETE; }

# read_json ANSWER EXPRESSION...: values in an answer, on one line; `$` is the whole of it.
read_json() { node -p "const \$ = JSON.parse(process.argv[1]); [$(IFS=, && echo "${*:2}")].join(' ')" "$1"; }

# The bundle of this day, in the catalogue and in the inventory.
bundle="\$.bundles.find(({ name }) => name === '$BUNDLE')"
balance() { read_json "$(get /organisation)" '$.organisations[0].balance'; }
stock() { read_json "$(get /inventory)" "($bundle?.available ?? []).reduce((sum, { remaining }) => sum + remaining, 0)"; }

# Money is counted in whole thousandths, so that sums are exact: 12.5 is 12500.
thousandths() {
  local whole=${1%%.*} fraction=000
  [[ $1 == *.* ]] && fraction=${1#*.}000
  echo $((10#$whole * 1000 + 10#${fraction:0:3}))
}

# same_money WHAT EXPECTED FOUND: the expected amount in thousandths, the found one as the API writes it.
same_money() { same "$1 (in thousandths)" "$2" "$(thousandths "$3")"; }

# This script spends money: only ever an emulator's.
health=$(curl -sS --max-time 5 "${BASE%/v2*}/_emulator/health") || fail "nothing answers at $BASE: is the emulator running?"
[[ $health == *'"status":"ok"'* ]] || fail "$BASE is not an emulator"

# --- What is on sale ----------------------------------------------------------------------------------------------

catalogue=$(get "/catalogue?countries=$COUNTRY&perPage=100")
read -r rows price megabytes < <(read_json "$catalogue" '$.rows' "$bundle.price" "$bundle.dataAmount")
same 'the number of bundles' "$rows" "$(read_json "$catalogue" '$.bundles.length')"
same 'the country of all bundles' "$COUNTRY" \
  "$(read_json "$catalogue" '...new Set($.bundles.map(({ countries }) => countries[0].iso))')"
say Catalogue "$rows bundles for $COUNTRY; $BUNDLE costs $price"

# --- Sell one -----------------------------------------------------------------------------------------------------

morning=$(balance)
stocked=$(stock)
cost=$(thousandths "$price")

sale='"assign":true,"order":[{"type":"bundle","item":"'$BUNDLE'","quantity":1}]'
read -r valid total < <(read_json "$(post /orders '{"type":"validate",'"$sale"'}')" '$.valid' '$.total')
same 'the validity of the order' true "$valid"
same_money 'the quoted total' "$cost" "$total"
same 'the balance after a mere validation' "$morning" "$(balance)"
say Validate "would cost $total; the balance is still $morning"

order=$(post /orders '{"type":"transaction",'"$sale"'}')
read -r reference total iccid matching_id smdp < <(read_json "$order" \
  '$.orderReference' '$.total' 'Object.values($.order[0].esims[0]).join(" ")')
same 'the message of the order' 'Order completed: 1 eSIMs assigned' "$(read_json "$order" '$.statusMessage')"
same_money 'the total of the order' "$cost" "$total"
kept=$(get "/orders/$reference")
running=$(read_json "$kept" '$.runningBalance')
same 'the order, read again,' "$order" "$(read_json "$kept" 'JSON.stringify({ ...$, runningBalance: undefined })')"
say Order "$reference put $BUNDLE on the new eSIM $iccid"

sold=$(($(thousandths "$morning") - cost))
same_money 'the balance' "$sold" "$(balance)"
same_money 'the running balance of the order' "$sold" "$running"
say Balance "$morning - $price = $running"

# --- Deliver it ---------------------------------------------------------------------------------------------------

assignments="/esims/assignments?reference=$reference"

get "$assignments" -H 'Accept: application/json' >"$OUT/install.json"
same 'the install details' "$iccid $matching_id $smdp" \
  "$(read_json "$(<"$OUT/install.json")" '...$.map((esim) => [esim.iccid, esim.matchingId, esim.rspUrl].join(" "))')"
say JSON "LPA:1\$$smdp\$$matching_id"

get "$assignments" -H 'Accept: text/csv' >"$OUT/install.csv"
same 'the CSV' $'ICCID,Matching ID,RSP URL,Bundle,Reference\n'"$iccid,$matching_id,$smdp,$BUNDLE,$reference" \
  "$(<"$OUT/install.csv")"
say CSV "the same in $OUT/install.csv"

get "$assignments" -H 'Accept: application/zip' -o "$OUT/qr-codes.zip"
grep -aq "$iccid.png" "$OUT/qr-codes.zip" || fail "the ZIP should hold $iccid.png"
say ZIP "its QR code in $OUT/qr-codes.zip"

# --- Look after the customer --------------------------------------------------------------------------------------

same 'the eSIM' "$iccid $matching_id $smdp Released" \
  "$(read_json "$(get "/esims/$iccid")" '$.iccid' '$.matchingId' '$.smdpAddress' '$.profileStatus')"
say eSIM 'Released: not installed yet'

bytes=$((megabytes * 1000 * 1000))
same 'what is on the eSIM' "$BUNDLE queued $bytes $bytes $reference-0" \
  "$(read_json "$(get "/esims/$iccid/bundles")" '...$.bundles.flatMap(({ name, assignments }) => assignments.map((a) =>
    [name, a.bundleState, a.initialQuantity, a.remainingQuantity, a.assignmentReference].join(" ")))')"
say Bundles "$BUNDLE is queued with $bytes bytes"

history=$(get "/esims/$iccid/history")
same 'the history' "Bundle Applied of $BUNDLE" \
  "$(read_json "$history" '...$.actions.map(({ name, bundle }) => `${name} of ${bundle}`)')"
say History "Bundle Applied at $(read_json "$history" '$.actions[0].date')"

# --- Stock two, use one, take it back -----------------------------------------------------------------------------

purchase=$(post /orders '{"type":"transaction","assign":false,"order":[{"type":"bundle","item":"'$BUNDLE'","quantity":2}]}')
read -r total reference < <(read_json "$purchase" '$.total' '$.orderReference')
same_money 'the total of the order' $((2 * cost)) "$total"
running=$(read_json "$(get "/orders/$reference")" '$.runningBalance')
same_money 'the running balance of the order' $((sold - 2 * cost)) "$running"
same 'the inventory' $((stocked + 2)) "$(stock)"
usage_id=$(read_json "$(get /inventory)" "Math.max(...$bundle.available.map(({ id }) => id))")
say Inventory "2 more for $total, with the usage id $usage_id; the balance is $running"

apply=$(post /esims/apply '{"bundle":"'$BUNDLE'"}')
second=$(read_json "$apply" '$.esims[0].iccid')
same 'the status of the apply' 'Successfully Applied Bundle' "$(read_json "$apply" '$.esims[0].status')"
[[ $second != "$iccid" ]] || fail 'the apply should make a new eSIM'
same 'the inventory' $((stocked + 1)) "$(stock)"
same 'the balance' "$running" "$(balance)"
say Apply "one of the two is on a second eSIM, $second"

same 'the status of the revoke' 'Successfully Revoked Bundle, bundle has been refunded to inventory' \
  "$(read_json "$(delete "/esims/$second/bundles/$BUNDLE")" '$.status')"
same 'the inventory' $((stocked + 2)) "$(stock)"
same 'what an eSIM answers that has left the account' 403 \
  "$(curl -s -o /dev/null -w '%{http_code}' "$BASE/esims/$second" -H "X-API-Key: $KEY")"
say Revoke 'both are in the inventory again; the second eSIM, never installed, has left the account'

same 'the status of the refund' 'Successfully refunded bundles to balance' \
  "$(read_json "$(post /inventory/refund '{"usageId":'"$usage_id"',"quantity":2}')" '$.status')"
same 'the inventory' "$stocked" "$(stock)"
evening=$(balance)
same_money 'the balance' "$sold" "$evening"
say Refund "the balance is $evening: the day cost $price, for the one bundle that was sold"

echo 'Every figure agrees.'
