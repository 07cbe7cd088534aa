-- A file that was written when dates were kept in microseconds, and starts and ends to the millisecond (schema 1).
PRAGMA application_id = 1699957069;
PRAGMA user_version = 1;
PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE adjustments (
    organisation_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    amount_milli INTEGER NOT NULL,
    balance_milli INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
  ) STRICT, WITHOUT ROWID;
CREATE TABLE assignments (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    iccid TEXT NOT NULL,
    purchase_id INTEGER NOT NULL,
    bundle TEXT NOT NULL,
    reference TEXT NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'processing' OR state = 'queued' OR state = 'active' OR state = 'depleted'
      OR state = 'expired' OR state = 'revoked' OR state = 'lapsed'),
    unlimited INTEGER NOT NULL,
    initial_bytes INTEGER NOT NULL,
    remaining_bytes INTEGER NOT NULL CHECK (remaining_bytes >= 0 AND remaining_bytes <= initial_bytes),
    assigned_at_us INTEGER NOT NULL,
    start_at_ms INTEGER,
    end_at_ms INTEGER,
    first_use_told INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, iccid) REFERENCES esims (organisation_id, iccid) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, purchase_id) REFERENCES purchases (organisation_id, id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
INSERT INTO "assignments" VALUES(1,218400001,'8943108167846091511',12000001,'esim_1GB_7D_GB_V2','065661fb-011a-4228-b6ee-1618afc4bac7-0',0,1,'depleted',0,1000000000,0,1767225600466056,1767229200466,1767834000466,1);
INSERT INTO "assignments" VALUES(1,218400002,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',0,12,'depleted',0,1000000000,0,1767225600466057,1767229200466,1769907600466,1);
INSERT INTO "assignments" VALUES(1,218400003,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',1,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400004,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',2,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400005,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',3,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400006,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',4,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400007,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',5,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400008,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',6,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400009,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',7,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400010,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',8,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400011,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',9,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400012,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',10,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400013,'8943108167846091511',12000002,'esim_12GB_365D_GB_V2','7f594b70-2c87-4054-87dc-bfc0f2b01487-0',11,12,'queued',0,1000000000,1000000000,1767225600466057,NULL,NULL,0);
INSERT INTO "assignments" VALUES(1,218400014,'8943108167846091511',12000003,'esim_UL_3D_REUP_V2','d7bfe131-5276-453a-bb22-63902fed7893-0',0,1,'active',1,1000000000,800000000,1767225600466058,1767229200466,1767488400466,1);
CREATE TABLE attempts (
    organisation_id INTEGER NOT NULL,
    callback_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    status INTEGER,
    duration_ms INTEGER NOT NULL,
    error TEXT,
    response_body TEXT,
    PRIMARY KEY (organisation_id, callback_id, number)
  ) STRICT, WITHOUT ROWID;
CREATE TABLE callbacks (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    alert_type TEXT NOT NULL,
    iccid TEXT,
    url TEXT NOT NULL,
    version TEXT NOT NULL CHECK (version IN ('V2', 'V3')),
    status TEXT NOT NULL CHECK (status = 'pending' OR status = 'delivered' OR status = 'failed' OR status = 'unsent'),
    body TEXT NOT NULL,
    encoding TEXT NOT NULL,
    -- null until there is somewhere to send it, or someone looks: what goes nowhere is not signed for nothing
    headers TEXT,
    created_at_us INTEGER NOT NULL,
    -- when it is to be tried next; null while its retry waits on the agenda
    ready_at_ms INTEGER,
    -- when it was last tried
    tried_at_ms INTEGER,
    -- a fault has had its chance; and it lets the next one of its eSIM go first
    struck INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation_id, id)
  ) STRICT;
INSERT INTO "callbacks" VALUES(1,38,'FirstAttachment','8943108167846091511','','V3','unsent','{"alertType":"FirstAttachment","iccid":"8943108167846091511"}','base64',NULL,1767229200466226,1767229200466,NULL,0,0);
INSERT INTO "callbacks" VALUES(1,42,'FirstUse','8943108167846091511','','V3','unsent','{"alertType":"FirstUse","iccid":"8943108167846091511","bundle":{"name":"esim_1GB_7D_GB_V2","initialQuantity":1000000000,"remainingQuantity":999999000,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-01-08T01:00:00Z"}}','base64',NULL,1767229200466226,1767229200466,NULL,0,0);
INSERT INTO "callbacks" VALUES(1,44,'Utilisation','8943108167846091511','','V3','unsent','{"iccid":"8943108167846091511","alertType":"Utilisation","bundle":{"id":"218400001","reference":"065661fb-011a-4228-b6ee-1618afc4bac7-0","name":"esim_1GB_7D_GB_V2","description":"eSIM, 1GB, 7 Days, United Kingdom, V2","initialQuantity":1000000000,"remainingQuantity":500000000,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-01-08T01:00:00Z","unlimited":false,"unit":"BYTES"}}','base64',NULL,1767229200466226,1767229200466,NULL,0,0);
INSERT INTO "callbacks" VALUES(1,46,'Utilisation','8943108167846091511','','V3','unsent','{"iccid":"8943108167846091511","alertType":"Utilisation","bundle":{"id":"218400001","reference":"065661fb-011a-4228-b6ee-1618afc4bac7-0","name":"esim_1GB_7D_GB_V2","description":"eSIM, 1GB, 7 Days, United Kingdom, V2","initialQuantity":1000000000,"remainingQuantity":200000000,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-01-08T01:00:00Z","unlimited":false,"unit":"BYTES"}}','base64',NULL,1767229200466226,1767229200466,NULL,0,0);
INSERT INTO "callbacks" VALUES(1,49,'Utilisation','8943108167846091511','','V3','unsent','{"iccid":"8943108167846091511","alertType":"Utilisation","bundle":{"id":"218400001","reference":"065661fb-011a-4228-b6ee-1618afc4bac7-0","name":"esim_1GB_7D_GB_V2","description":"eSIM, 1GB, 7 Days, United Kingdom, V2","initialQuantity":1000000000,"remainingQuantity":0,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-01-08T01:00:00Z","unlimited":false,"unit":"BYTES"}}','base64',NULL,1767229200466227,1767229200466,NULL,0,0);
INSERT INTO "callbacks" VALUES(1,55,'FirstUse','8943108167846091511','','V3','unsent','{"alertType":"FirstUse","iccid":"8943108167846091511","bundle":{"name":"esim_12GB_365D_GB_V2","initialQuantity":1000000000,"remainingQuantity":999999000,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-02-01T01:00:00Z"}}','base64',NULL,1767229200466227,1767229200466,NULL,0,0);
INSERT INTO "callbacks" VALUES(1,57,'Utilisation','8943108167846091511','','V3','unsent','{"iccid":"8943108167846091511","alertType":"Utilisation","bundle":{"id":"218400002","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","name":"esim_12GB_365D_GB_V2","description":"eSIM, 12GB, 365 Days, United Kingdom, V2","initialQuantity":1000000000,"remainingQuantity":500000000,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-02-01T01:00:00Z","unlimited":false,"unit":"BYTES"}}','base64',NULL,1767229200466227,1767229200466,NULL,0,0);
INSERT INTO "callbacks" VALUES(1,59,'Utilisation','8943108167846091511','','V3','unsent','{"iccid":"8943108167846091511","alertType":"Utilisation","bundle":{"id":"218400002","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","name":"esim_12GB_365D_GB_V2","description":"eSIM, 12GB, 365 Days, United Kingdom, V2","initialQuantity":1000000000,"remainingQuantity":200000000,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-02-01T01:00:00Z","unlimited":false,"unit":"BYTES"}}','base64',NULL,1767229200466227,1767229200466,NULL,0,0);
INSERT INTO "callbacks" VALUES(1,61,'Utilisation','8943108167846091511','','V3','unsent','{"iccid":"8943108167846091511","alertType":"Utilisation","bundle":{"id":"218400002","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","name":"esim_12GB_365D_GB_V2","description":"eSIM, 12GB, 365 Days, United Kingdom, V2","initialQuantity":1000000000,"remainingQuantity":0,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-02-01T01:00:00Z","unlimited":false,"unit":"BYTES"}}','base64',NULL,1767229200466227,1767229200466,NULL,0,0);
INSERT INTO "callbacks" VALUES(1,66,'FirstUse','8943108167846091511','','V3','unsent','{"alertType":"FirstUse","iccid":"8943108167846091511","bundle":{"name":"esim_UL_3D_REUP_V2","initialQuantity":1000000000,"remainingQuantity":999999000,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-01-04T01:00:00Z"}}','base64',NULL,1767229200466227,1767229200466,NULL,0,0);
CREATE TABLE deliveries (
    organisation_id INTEGER NOT NULL,
    reference TEXT NOT NULL,
    unit INTEGER NOT NULL,
    iccid TEXT NOT NULL,
    bundle TEXT NOT NULL,
    PRIMARY KEY (organisation_id, reference, unit)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "deliveries" VALUES(1,'065661fb-011a-4228-b6ee-1618afc4bac7',0,'8943108167846091511','esim_1GB_7D_GB_V2');
INSERT INTO "deliveries" VALUES(1,'7f594b70-2c87-4054-87dc-bfc0f2b01487',0,'8943108167846091511','esim_12GB_365D_GB_V2');
INSERT INTO "deliveries" VALUES(1,'d7bfe131-5276-453a-bb22-63902fed7893',0,'8943108167846091511','esim_UL_3D_REUP_V2');
CREATE TABLE esims (
    organisation_id INTEGER NOT NULL,
    iccid TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    matching_id TEXT NOT NULL,
    smdp_address TEXT NOT NULL,
    pin TEXT NOT NULL,
    puk TEXT NOT NULL,
    platform TEXT NOT NULL CHECK (platform IN ('truphone', 'idemia')),
    profile INTEGER,
    profile_status TEXT NOT NULL,
    msisdn TEXT,
    physical INTEGER NOT NULL,
    customer_ref TEXT NOT NULL DEFAULT '',
    last_action TEXT NOT NULL,
    action_at_us INTEGER NOT NULL,
    assigned_at_us INTEGER NOT NULL,
    installed INTEGER NOT NULL DEFAULT 0,
    first_installed_at_ms INTEGER,
    country TEXT,
    network_tadig TEXT,
    network_name TEXT,
    network_brand TEXT,
    seen_at_us INTEGER,
    first_attached_at_ms INTEGER,
    last_used_at_ms INTEGER,
    returning_since_ms INTEGER,
    suspended_at_ms INTEGER,
    deactivated_at_ms INTEGER,
    -- data used evenly over time; accounted is the instant up to which it has been taken from bundles, feeding the
    -- assignment that it is taken from, until something but the flow itself changes that
    plan_bytes_per_day INTEGER CHECK (plan_bytes_per_day > 0),
    plan_from_ms INTEGER,
    plan_until_ms INTEGER,
    plan_country TEXT,
    plan_accounted_ms INTEGER,
    plan_feeding_id INTEGER,
    PRIMARY KEY (organisation_id, iccid)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "esims" VALUES(1,'8943108167846091511',1,'4CDZ0-OI12K-DSWE5-G3XM5','rsp-3104.idemia.io','0000','63870153','idemia',4,'Enabled',NULL,0,'','eSIM Utilisation Alert',1767229200466227,1767225600466056,1,1767229200466,'GB','GBRCN','Virgin Media O2','O2',1767229200466227,1767229200466,1767229200466,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE events (
    organisation_id INTEGER NOT NULL,
    due_at_ms INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    iccid TEXT,
    subject INTEGER,
    PRIMARY KEY (organisation_id, due_at_ms, id)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "events" VALUES(1,1767315600466,65,'bundle.refill','8943108167846091511',218400014);
INSERT INTO "events" VALUES(1,1767488400466,64,'bundle.expire','8943108167846091511',218400014);
INSERT INTO "events" VALUES(1,1767834000466,41,'bundle.expire','8943108167846091511',218400001);
INSERT INTO "events" VALUES(1,1769907600466,52,'bundle.start','8943108167846091511',218400003);
INSERT INTO "events" VALUES(1,1769907600466,53,'bundle.expire','8943108167846091511',218400002);
INSERT INTO "events" VALUES(1,1782777600466,1,'esim.idle','8943108167846091511',NULL);
INSERT INTO "events" VALUES(1,1798761600466,36,'inventory.expire',NULL,12000004);
CREATE TABLE faults (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rule TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0,
    hits INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
CREATE TABLE history (
    organisation_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    iccid TEXT NOT NULL,
    name TEXT NOT NULL,
    bundle TEXT NOT NULL,
    bundle_state TEXT NOT NULL,
    alert_type TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "history" VALUES(1,4,'8943108167846091511','Bundle Applied','esim_1GB_7D_GB_V2','queued','',1767225600466056);
INSERT INTO "history" VALUES(1,30,'8943108167846091511','Bundle Applied','esim_12GB_365D_GB_V2','queued','',1767225600466057);
INSERT INTO "history" VALUES(1,34,'8943108167846091511','Bundle Applied','esim_UL_3D_REUP_V2','queued','',1767225600466058);
INSERT INTO "history" VALUES(1,39,'8943108167846091511','eSIM First Attachment','','','',1767229200466226);
INSERT INTO "history" VALUES(1,43,'8943108167846091511','eSIM First Use','esim_1GB_7D_GB_V2','active','',1767229200466226);
INSERT INTO "history" VALUES(1,45,'8943108167846091511','eSIM Utilisation Alert','esim_1GB_7D_GB_V2','active','50% Used',1767229200466226);
INSERT INTO "history" VALUES(1,47,'8943108167846091511','eSIM Utilisation Alert','esim_1GB_7D_GB_V2','active','80% Used',1767229200466226);
INSERT INTO "history" VALUES(1,50,'8943108167846091511','eSIM Utilisation Alert','esim_1GB_7D_GB_V2','depleted','100% Used',1767229200466227);
INSERT INTO "history" VALUES(1,56,'8943108167846091511','eSIM First Use','esim_12GB_365D_GB_V2','active','',1767229200466227);
INSERT INTO "history" VALUES(1,58,'8943108167846091511','eSIM Utilisation Alert','esim_12GB_365D_GB_V2','active','50% Used',1767229200466227);
INSERT INTO "history" VALUES(1,60,'8943108167846091511','eSIM Utilisation Alert','esim_12GB_365D_GB_V2','active','80% Used',1767229200466227);
INSERT INTO "history" VALUES(1,62,'8943108167846091511','eSIM Utilisation Alert','esim_12GB_365D_GB_V2','depleted','100% Used',1767229200466227);
INSERT INTO "history" VALUES(1,67,'8943108167846091511','eSIM First Use','esim_UL_3D_REUP_V2','active','',1767229200466227);
CREATE TABLE messages (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    iccid TEXT NOT NULL,
    sender TEXT NOT NULL,
    text TEXT NOT NULL,
    sent_at_us INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
CREATE TABLE orders (
    organisation_id INTEGER NOT NULL,
    reference TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    lines TEXT NOT NULL,
    total_milli INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'completed' OR status = 'failed' OR status = 'processing'),
    status_message TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    running_balance_milli INTEGER NOT NULL,
    assigned INTEGER NOT NULL,
    source_ip TEXT NOT NULL,
    request_id INTEGER,
    PRIMARY KEY (organisation_id, reference)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "orders" VALUES(1,'065661fb-011a-4228-b6ee-1618afc4bac7',5,'[{"type":"bundle","item":"esim_1GB_7D_GB_V2","quantity":1,"pricePerUnit":1360,"subTotal":1360,"allowReassign":false,"esims":[{"iccid":"8943108167846091511","matchingId":"4CDZ0-OI12K-DSWE5-G3XM5","smdpAddress":"rsp-3104.idemia.io"}]}]',1360,'USD','completed','Order completed: 1 eSIMs assigned',1767225600466056,998640,1,'127.0.0.1',1);
INSERT INTO "orders" VALUES(1,'23782a07-1bc8-467f-809c-e0852a77328d',37,'[{"type":"bundle","item":"esim_1GB_7D_GB_V2","quantity":2,"pricePerUnit":1360,"subTotal":2720,"allowReassign":false,"esims":[]}]',2720,'USD','completed','Order completed',1767225600466059,975200,0,'127.0.0.1',4);
INSERT INTO "orders" VALUES(1,'7f594b70-2c87-4054-87dc-bfc0f2b01487',31,'[{"type":"bundle","item":"esim_12GB_365D_GB_V2","quantity":1,"pricePerUnit":16320,"subTotal":16320,"allowReassign":false,"esims":[{"iccid":"8943108167846091511","matchingId":"4CDZ0-OI12K-DSWE5-G3XM5","smdpAddress":"rsp-3104.idemia.io"}]}]',16320,'USD','completed','Order completed: 1 eSIMs assigned',1767225600466057,982320,1,'127.0.0.1',2);
INSERT INTO "orders" VALUES(1,'d7bfe131-5276-453a-bb22-63902fed7893',35,'[{"type":"bundle","item":"esim_UL_3D_REUP_V2","quantity":1,"pricePerUnit":4400,"subTotal":4400,"allowReassign":false,"esims":[{"iccid":"8943108167846091511","matchingId":"4CDZ0-OI12K-DSWE5-G3XM5","smdpAddress":"rsp-3104.idemia.io"}]}]',4400,'USD','completed','Order completed: 1 eSIMs assigned',1767225600466058,977920,1,'127.0.0.1',3);
CREATE TABLE organisations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    api_key TEXT NOT NULL UNIQUE,
    profile TEXT NOT NULL,
    settings TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance_milli INTEGER NOT NULL CHECK (balance_milli >= 0),
    test_credit_milli INTEGER NOT NULL,
    test_credit_expiry TEXT NOT NULL,
    insufficient_alerts INTEGER NOT NULL DEFAULT 0,
    -- the clock: emulated time is clock_base_ms, plus what the wall has moved since clock_wall_ms times the rate
    clock_mode TEXT NOT NULL CHECK (clock_mode IN ('auto', 'manual')),
    clock_rate REAL NOT NULL,
    clock_base_ms INTEGER NOT NULL,
    clock_wall_ms INTEGER NOT NULL,
    -- what the next one of each kind is made from
    seed INTEGER NOT NULL,
    random_position INTEGER NOT NULL DEFAULT 0,
    sequence INTEGER NOT NULL DEFAULT 0,
    esim_sequence INTEGER NOT NULL DEFAULT 0,
    assignment_sequence INTEGER NOT NULL DEFAULT 0,
    purchase_sequence INTEGER NOT NULL DEFAULT 0,
    request_sequence INTEGER NOT NULL DEFAULT 0,
    last_stamp_us INTEGER NOT NULL DEFAULT 0,
    last_now_ms INTEGER NOT NULL DEFAULT 0
  ) STRICT;
INSERT INTO "organisations" VALUES(1,'test-key','{"name":"O''Neill, Stewart and Goldner UAT","taxLiable":"Yes","addr1":"3720 Hartmann Grove","addr2":"","city":"New Rileyburgh","country":"AU","postcode":"5164","notes":"","businessType":"Events","website":"https://example.org/oneill-stewart-and-goldner","productDescription":"Data for visitors of fairs and festivals","users":[{"firstName":"Lucas","lastName":"Schneider","role":"Admin","emailAddress":"lucas.schneider@example.org","phoneNumber":"+61 2 5550 0026","timeZone":"Australia/Sydney"}]}','{"dialect":"observed","processingDelayMs":0,"refundWindowMs":5184000000,"returnsDelayMs":345600000,"autoInstallAfterMs":null,"usageProfile":null,"usageThresholds":null,"lowBalanceThreshold":100000,"callbackUrl":"","callbackVersion":"V3","callbackEncoding":"base64","callbackRetries":2,"rateLimit":null}','USD',975200,0,'2027-01-01',0,'manual',1.0,1767229200466,1795716017526,2256964714,152,67,1,14,4,5,1767229200466227,1767229200466);
CREATE TABLE purchases (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    bundle TEXT NOT NULL,
    total INTEGER NOT NULL CHECK (total > 0),
    remaining INTEGER NOT NULL CHECK (remaining >= 0),
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded + remaining <= total),
    price_milli INTEGER NOT NULL,
    paid_milli INTEGER NOT NULL,
    purchased_at_us INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "purchases" VALUES(1,12000001,'esim_1GB_7D_GB_V2',1,0,0,1360,1360,1767225600466056,1798761600466);
INSERT INTO "purchases" VALUES(1,12000002,'esim_12GB_365D_GB_V2',1,0,0,16320,16320,1767225600466057,1798761600466);
INSERT INTO "purchases" VALUES(1,12000003,'esim_UL_3D_REUP_V2',1,0,0,4400,4400,1767225600466058,1798761600466);
INSERT INTO "purchases" VALUES(1,12000004,'esim_1GB_7D_GB_V2',2,2,0,1360,2720,1767225600466059,1798761600466);
CREATE TABLE requests (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    query TEXT NOT NULL,
    operation_id TEXT,
    iccid TEXT,
    status INTEGER,
    duration_ms REAL NOT NULL,
    request_body TEXT,
    response_body TEXT,
    reason TEXT,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "requests" VALUES(1,1,1767225600466,'POST','/v2.4/orders','{}','createOrder',NULL,200,5.21627599999999347346e+00,'{"type":"transaction","assign":true,"order":[{"type":"bundle","item":"esim_1GB_7D_GB_V2","quantity":1}]}','{"order":[{"esims":[{"iccid":"8943108167846091511","matchingId":"4CDZ0-OI12K-DSWE5-G3XM5","smdpAddress":"rsp-3104.idemia.io"}],"type":"bundle","item":"esim_1GB_7D_GB_V2","iccids":["8943108167846091511"],"quantity":1,"subTotal":1.36,"pricePerUnit":1.36,"AllowReassign":false}],"total":1.36,"currency":"USD","status":"completed","statusMessage":"Order completed: 1 eSIMs assigned","orderReference":"065661fb-011a-4228-b6ee-1618afc4bac7","createdDate":"2026-01-01T00:00:00.466056878Z","assigned":true,"sourceIP":"127.0.0.1"}',NULL);
INSERT INTO "requests" VALUES(1,2,1767225600466,'POST','/v2.4/orders','{}','createOrder',NULL,200,1.0639859999999998763e+00,'{"type":"transaction","assign":true,"order":[{"type":"bundle","item":"esim_12GB_365D_GB_V2","quantity":1,"iccids":["8943108167846091511"]}]}','{"order":[{"esims":[{"iccid":"8943108167846091511","matchingId":"4CDZ0-OI12K-DSWE5-G3XM5","smdpAddress":"rsp-3104.idemia.io"}],"type":"bundle","item":"esim_12GB_365D_GB_V2","iccids":["8943108167846091511"],"quantity":1,"subTotal":16.32,"pricePerUnit":16.32,"AllowReassign":false}],"total":16.32,"currency":"USD","status":"completed","statusMessage":"Order completed: 1 eSIMs assigned","orderReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487","createdDate":"2026-01-01T00:00:00.466057797Z","assigned":true,"sourceIP":"127.0.0.1"}',NULL);
INSERT INTO "requests" VALUES(1,3,1767225600466,'POST','/v2.4/orders','{}','createOrder',NULL,200,5.70942000000016491867e-01,'{"type":"transaction","assign":true,"order":[{"type":"bundle","item":"esim_UL_3D_REUP_V2","quantity":1,"iccids":["8943108167846091511"]}]}','{"order":[{"esims":[{"iccid":"8943108167846091511","matchingId":"4CDZ0-OI12K-DSWE5-G3XM5","smdpAddress":"rsp-3104.idemia.io"}],"type":"bundle","item":"esim_UL_3D_REUP_V2","iccids":["8943108167846091511"],"quantity":1,"subTotal":4.4,"pricePerUnit":4.4,"AllowReassign":false}],"total":4.4,"currency":"USD","status":"completed","statusMessage":"Order completed: 1 eSIMs assigned","orderReference":"d7bfe131-5276-453a-bb22-63902fed7893","createdDate":"2026-01-01T00:00:00.466058716Z","assigned":true,"sourceIP":"127.0.0.1"}',NULL);
INSERT INTO "requests" VALUES(1,4,1767225600466,'POST','/v2.4/orders','{}','createOrder',NULL,200,3.35389999999989640855e-01,'{"type":"transaction","assign":false,"order":[{"type":"bundle","item":"esim_1GB_7D_GB_V2","quantity":2}]}','{"order":[{"type":"bundle","item":"esim_1GB_7D_GB_V2","quantity":2,"subTotal":2.72,"pricePerUnit":1.36,"AllowReassign":false}],"total":2.72,"currency":"USD","status":"completed","statusMessage":"Order completed","orderReference":"23782a07-1bc8-467f-809c-e0852a77328d","createdDate":"2026-01-01T00:00:00.466059635Z","assigned":false,"sourceIP":"127.0.0.1"}',NULL);
INSERT INTO "requests" VALUES(1,5,1767229200466,'GET','/v2.4/esims/8943108167846091511/bundles','{"limit":"200"}','listEsimBundles','8943108167846091511',200,8.51550000000003137756e-01,NULL,'{"bundles":[{"name":"esim_UL_3D_REUP_V2","description":"eSIM, Unlimited, 3 Days, Europe+, V2","assignments":[{"id":"218400014","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":800000000,"startTime":"2026-01-01T01:00:00Z","endTime":"2026-01-04T01:00:00Z","assignmentDateTime":"2026-01-01T00:00:00.466058716Z","assignmentReference":"d7bfe131-5276-453a-bb22-63902fed7893-0","bundleState":"active","unlimited":true}]},{"name":"esim_12GB_365D_GB_V2","description":"eSIM, 12GB, 365 Days, United Kingdom, V2","assignments":[{"id":"218400013","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400012","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400011","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400010","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400009","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400008","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400007","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400006","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400005","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400004","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false},{"id":"218400003","callTypeGroup":"data","initialQuantity":1000000000,"remainingQuantity":1000000000,"assignmentDateTime":"2026-01-01T00:00:00.466057797Z","assignmentReference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","bundleState":"queued","unlimited":false}]}]}',NULL);
CREATE TABLE snapshots (
    organisation_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    taken_at_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (organisation_id, name)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "snapshots" VALUES(1,'before',1767229200466,'{
"version": 1,
"organisation": {"profile":"{\"name\":\"O''Neill, Stewart and Goldner UAT\",\"taxLiable\":\"Yes\",\"addr1\":\"3720 Hartmann Grove\",\"addr2\":\"\",\"city\":\"New Rileyburgh\",\"country\":\"AU\",\"postcode\":\"5164\",\"notes\":\"\",\"businessType\":\"Events\",\"website\":\"https://example.org/oneill-stewart-and-goldner\",\"productDescription\":\"Data for visitors of fairs and festivals\",\"users\":[{\"firstName\":\"Lucas\",\"lastName\":\"Schneider\",\"role\":\"Admin\",\"emailAddress\":\"lucas.schneider@example.org\",\"phoneNumber\":\"+61 2 5550 0026\",\"timeZone\":\"Australia/Sydney\"}]}","settings":"{\"dialect\":\"observed\",\"processingDelayMs\":0,\"refundWindowMs\":5184000000,\"returnsDelayMs\":345600000,\"autoInstallAfterMs\":null,\"usageProfile\":null,\"usageThresholds\":null,\"lowBalanceThreshold\":100000,\"callbackUrl\":\"\",\"callbackVersion\":\"V3\",\"callbackEncoding\":\"base64\",\"callbackRetries\":2,\"rateLimit\":null}","currency":"USD","balance_milli":975200,"test_credit_milli":0,"test_credit_expiry":"2027-01-01","insufficient_alerts":0,"clock_mode":"manual","clock_rate":1.0,"clock_base_ms":1767229200466,"seed":2256964714,"random_position":152,"sequence":67,"esim_sequence":1,"assignment_sequence":14,"purchase_sequence":4,"request_sequence":4,"last_stamp_us":1767229200466227,"last_now_ms":1767229200466},
"esims": [
  {"iccid":"8943108167846091511","sequence":1,"matching_id":"4CDZ0-OI12K-DSWE5-G3XM5","smdp_address":"rsp-3104.idemia.io","pin":"0000","puk":"63870153","platform":"idemia","profile":4,"profile_status":"Enabled","msisdn":null,"physical":0,"customer_ref":"","last_action":"eSIM Utilisation Alert","action_at_us":1767229200466227,"assigned_at_us":1767225600466056,"installed":1,"first_installed_at_ms":1767229200466,"country":"GB","network_tadig":"GBRCN","network_name":"Virgin Media O2","network_brand":"O2","seen_at_us":1767229200466227,"first_attached_at_ms":1767229200466,"last_used_at_ms":1767229200466,"returning_since_ms":null,"suspended_at_ms":null,"deactivated_at_ms":null,"plan_bytes_per_day":null,"plan_from_ms":null,"plan_until_ms":null,"plan_country":null,"plan_accounted_ms":null,"plan_feeding_id":null}
],
"purchases": [
  {"id":12000001,"bundle":"esim_1GB_7D_GB_V2","total":1,"remaining":0,"refunded":0,"price_milli":1360,"paid_milli":1360,"purchased_at_us":1767225600466056,"expires_at_ms":1798761600466},
  {"id":12000002,"bundle":"esim_12GB_365D_GB_V2","total":1,"remaining":0,"refunded":0,"price_milli":16320,"paid_milli":16320,"purchased_at_us":1767225600466057,"expires_at_ms":1798761600466},
  {"id":12000003,"bundle":"esim_UL_3D_REUP_V2","total":1,"remaining":0,"refunded":0,"price_milli":4400,"paid_milli":4400,"purchased_at_us":1767225600466058,"expires_at_ms":1798761600466},
  {"id":12000004,"bundle":"esim_1GB_7D_GB_V2","total":2,"remaining":2,"refunded":0,"price_milli":1360,"paid_milli":2720,"purchased_at_us":1767225600466059,"expires_at_ms":1798761600466}
],
"assignments": [
  {"id":218400001,"iccid":"8943108167846091511","purchase_id":12000001,"bundle":"esim_1GB_7D_GB_V2","reference":"065661fb-011a-4228-b6ee-1618afc4bac7-0","part":0,"parts":1,"state":"depleted","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":0,"assigned_at_us":1767225600466056,"start_at_ms":1767229200466,"end_at_ms":1767834000466,"first_use_told":1},
  {"id":218400002,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":0,"parts":12,"state":"depleted","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":0,"assigned_at_us":1767225600466057,"start_at_ms":1767229200466,"end_at_ms":1769907600466,"first_use_told":1},
  {"id":218400003,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":1,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400004,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":2,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400005,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":3,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400006,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":4,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400007,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":5,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400008,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":6,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400009,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":7,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400010,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":8,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400011,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":9,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400012,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":10,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400013,"iccid":"8943108167846091511","purchase_id":12000002,"bundle":"esim_12GB_365D_GB_V2","reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487-0","part":11,"parts":12,"state":"queued","unlimited":0,"initial_bytes":1000000000,"remaining_bytes":1000000000,"assigned_at_us":1767225600466057,"start_at_ms":null,"end_at_ms":null,"first_use_told":0},
  {"id":218400014,"iccid":"8943108167846091511","purchase_id":12000003,"bundle":"esim_UL_3D_REUP_V2","reference":"d7bfe131-5276-453a-bb22-63902fed7893-0","part":0,"parts":1,"state":"active","unlimited":1,"initial_bytes":1000000000,"remaining_bytes":800000000,"assigned_at_us":1767225600466058,"start_at_ms":1767229200466,"end_at_ms":1767488400466,"first_use_told":1}
],
"orders": [
  {"reference":"065661fb-011a-4228-b6ee-1618afc4bac7","sequence":5,"lines":"[{\"type\":\"bundle\",\"item\":\"esim_1GB_7D_GB_V2\",\"quantity\":1,\"pricePerUnit\":1360,\"subTotal\":1360,\"allowReassign\":false,\"esims\":[{\"iccid\":\"8943108167846091511\",\"matchingId\":\"4CDZ0-OI12K-DSWE5-G3XM5\",\"smdpAddress\":\"rsp-3104.idemia.io\"}]}]","total_milli":1360,"currency":"USD","status":"completed","status_message":"Order completed: 1 eSIMs assigned","created_at_us":1767225600466056,"running_balance_milli":998640,"assigned":1,"source_ip":"127.0.0.1","request_id":1},
  {"reference":"23782a07-1bc8-467f-809c-e0852a77328d","sequence":37,"lines":"[{\"type\":\"bundle\",\"item\":\"esim_1GB_7D_GB_V2\",\"quantity\":2,\"pricePerUnit\":1360,\"subTotal\":2720,\"allowReassign\":false,\"esims\":[]}]","total_milli":2720,"currency":"USD","status":"completed","status_message":"Order completed","created_at_us":1767225600466059,"running_balance_milli":975200,"assigned":0,"source_ip":"127.0.0.1","request_id":4},
  {"reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487","sequence":31,"lines":"[{\"type\":\"bundle\",\"item\":\"esim_12GB_365D_GB_V2\",\"quantity\":1,\"pricePerUnit\":16320,\"subTotal\":16320,\"allowReassign\":false,\"esims\":[{\"iccid\":\"8943108167846091511\",\"matchingId\":\"4CDZ0-OI12K-DSWE5-G3XM5\",\"smdpAddress\":\"rsp-3104.idemia.io\"}]}]","total_milli":16320,"currency":"USD","status":"completed","status_message":"Order completed: 1 eSIMs assigned","created_at_us":1767225600466057,"running_balance_milli":982320,"assigned":1,"source_ip":"127.0.0.1","request_id":2},
  {"reference":"d7bfe131-5276-453a-bb22-63902fed7893","sequence":35,"lines":"[{\"type\":\"bundle\",\"item\":\"esim_UL_3D_REUP_V2\",\"quantity\":1,\"pricePerUnit\":4400,\"subTotal\":4400,\"allowReassign\":false,\"esims\":[{\"iccid\":\"8943108167846091511\",\"matchingId\":\"4CDZ0-OI12K-DSWE5-G3XM5\",\"smdpAddress\":\"rsp-3104.idemia.io\"}]}]","total_milli":4400,"currency":"USD","status":"completed","status_message":"Order completed: 1 eSIMs assigned","created_at_us":1767225600466058,"running_balance_milli":977920,"assigned":1,"source_ip":"127.0.0.1","request_id":3}
],
"deliveries": [
  {"reference":"065661fb-011a-4228-b6ee-1618afc4bac7","unit":0,"iccid":"8943108167846091511","bundle":"esim_1GB_7D_GB_V2"},
  {"reference":"7f594b70-2c87-4054-87dc-bfc0f2b01487","unit":0,"iccid":"8943108167846091511","bundle":"esim_12GB_365D_GB_V2"},
  {"reference":"d7bfe131-5276-453a-bb22-63902fed7893","unit":0,"iccid":"8943108167846091511","bundle":"esim_UL_3D_REUP_V2"}
],
"history": [
  {"sequence":4,"iccid":"8943108167846091511","name":"Bundle Applied","bundle":"esim_1GB_7D_GB_V2","bundle_state":"queued","alert_type":"","at_us":1767225600466056},
  {"sequence":30,"iccid":"8943108167846091511","name":"Bundle Applied","bundle":"esim_12GB_365D_GB_V2","bundle_state":"queued","alert_type":"","at_us":1767225600466057},
  {"sequence":34,"iccid":"8943108167846091511","name":"Bundle Applied","bundle":"esim_UL_3D_REUP_V2","bundle_state":"queued","alert_type":"","at_us":1767225600466058},
  {"sequence":39,"iccid":"8943108167846091511","name":"eSIM First Attachment","bundle":"","bundle_state":"","alert_type":"","at_us":1767229200466226},
  {"sequence":43,"iccid":"8943108167846091511","name":"eSIM First Use","bundle":"esim_1GB_7D_GB_V2","bundle_state":"active","alert_type":"","at_us":1767229200466226},
  {"sequence":45,"iccid":"8943108167846091511","name":"eSIM Utilisation Alert","bundle":"esim_1GB_7D_GB_V2","bundle_state":"active","alert_type":"50% Used","at_us":1767229200466226},
  {"sequence":47,"iccid":"8943108167846091511","name":"eSIM Utilisation Alert","bundle":"esim_1GB_7D_GB_V2","bundle_state":"active","alert_type":"80% Used","at_us":1767229200466226},
  {"sequence":50,"iccid":"8943108167846091511","name":"eSIM Utilisation Alert","bundle":"esim_1GB_7D_GB_V2","bundle_state":"depleted","alert_type":"100% Used","at_us":1767229200466227},
  {"sequence":56,"iccid":"8943108167846091511","name":"eSIM First Use","bundle":"esim_12GB_365D_GB_V2","bundle_state":"active","alert_type":"","at_us":1767229200466227},
  {"sequence":58,"iccid":"8943108167846091511","name":"eSIM Utilisation Alert","bundle":"esim_12GB_365D_GB_V2","bundle_state":"active","alert_type":"50% Used","at_us":1767229200466227},
  {"sequence":60,"iccid":"8943108167846091511","name":"eSIM Utilisation Alert","bundle":"esim_12GB_365D_GB_V2","bundle_state":"active","alert_type":"80% Used","at_us":1767229200466227},
  {"sequence":62,"iccid":"8943108167846091511","name":"eSIM Utilisation Alert","bundle":"esim_12GB_365D_GB_V2","bundle_state":"depleted","alert_type":"100% Used","at_us":1767229200466227},
  {"sequence":67,"iccid":"8943108167846091511","name":"eSIM First Use","bundle":"esim_UL_3D_REUP_V2","bundle_state":"active","alert_type":"","at_us":1767229200466227}
],
"messages": [],
"trip_steps": [],
"events": [
  {"due_at_ms":1767315600466,"id":65,"kind":"bundle.refill","iccid":"8943108167846091511","subject":218400014},
  {"due_at_ms":1767488400466,"id":64,"kind":"bundle.expire","iccid":"8943108167846091511","subject":218400014},
  {"due_at_ms":1767834000466,"id":41,"kind":"bundle.expire","iccid":"8943108167846091511","subject":218400001},
  {"due_at_ms":1769907600466,"id":52,"kind":"bundle.start","iccid":"8943108167846091511","subject":218400003},
  {"due_at_ms":1769907600466,"id":53,"kind":"bundle.expire","iccid":"8943108167846091511","subject":218400002},
  {"due_at_ms":1782777600466,"id":1,"kind":"esim.idle","iccid":"8943108167846091511","subject":null},
  {"due_at_ms":1798761600466,"id":36,"kind":"inventory.expire","iccid":null,"subject":12000004}
],
"transitions": [
  {"sequence":2,"iccid":"8943108167846091511","assignment_id":218400001,"before":null,"after":"queued","at_us":1767225600466056},
  {"sequence":6,"iccid":"8943108167846091511","assignment_id":218400002,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":8,"iccid":"8943108167846091511","assignment_id":218400003,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":10,"iccid":"8943108167846091511","assignment_id":218400004,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":12,"iccid":"8943108167846091511","assignment_id":218400005,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":14,"iccid":"8943108167846091511","assignment_id":218400006,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":16,"iccid":"8943108167846091511","assignment_id":218400007,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":18,"iccid":"8943108167846091511","assignment_id":218400008,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":20,"iccid":"8943108167846091511","assignment_id":218400009,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":22,"iccid":"8943108167846091511","assignment_id":218400010,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":24,"iccid":"8943108167846091511","assignment_id":218400011,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":26,"iccid":"8943108167846091511","assignment_id":218400012,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":28,"iccid":"8943108167846091511","assignment_id":218400013,"before":null,"after":"queued","at_us":1767225600466057},
  {"sequence":32,"iccid":"8943108167846091511","assignment_id":218400014,"before":null,"after":"queued","at_us":1767225600466058},
  {"sequence":40,"iccid":"8943108167846091511","assignment_id":218400001,"before":"queued","after":"active","at_us":1767229200466226},
  {"sequence":48,"iccid":"8943108167846091511","assignment_id":218400001,"before":"active","after":"depleted","at_us":1767229200466227},
  {"sequence":51,"iccid":"8943108167846091511","assignment_id":218400002,"before":"queued","after":"active","at_us":1767229200466227},
  {"sequence":54,"iccid":"8943108167846091511","assignment_id":218400002,"before":"active","after":"depleted","at_us":1767229200466227},
  {"sequence":63,"iccid":"8943108167846091511","assignment_id":218400014,"before":"queued","after":"active","at_us":1767229200466227}
],
"callbacks": [
  {"id":38,"alert_type":"FirstAttachment","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"alertType\":\"FirstAttachment\",\"iccid\":\"8943108167846091511\"}","encoding":"base64","headers":null,"created_at_us":1767229200466226,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0},
  {"id":42,"alert_type":"FirstUse","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"alertType\":\"FirstUse\",\"iccid\":\"8943108167846091511\",\"bundle\":{\"name\":\"esim_1GB_7D_GB_V2\",\"initialQuantity\":1000000000,\"remainingQuantity\":999999000,\"startTime\":\"2026-01-01T01:00:00Z\",\"endTime\":\"2026-01-08T01:00:00Z\"}}","encoding":"base64","headers":null,"created_at_us":1767229200466226,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0},
  {"id":44,"alert_type":"Utilisation","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"iccid\":\"8943108167846091511\",\"alertType\":\"Utilisation\",\"bundle\":{\"id\":\"218400001\",\"reference\":\"065661fb-011a-4228-b6ee-1618afc4bac7-0\",\"name\":\"esim_1GB_7D_GB_V2\",\"description\":\"eSIM, 1GB, 7 Days, United Kingdom, V2\",\"initialQuantity\":1000000000,\"remainingQuantity\":500000000,\"startTime\":\"2026-01-01T01:00:00Z\",\"endTime\":\"2026-01-08T01:00:00Z\",\"unlimited\":false,\"unit\":\"BYTES\"}}","encoding":"base64","headers":null,"created_at_us":1767229200466226,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0},
  {"id":46,"alert_type":"Utilisation","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"iccid\":\"8943108167846091511\",\"alertType\":\"Utilisation\",\"bundle\":{\"id\":\"218400001\",\"reference\":\"065661fb-011a-4228-b6ee-1618afc4bac7-0\",\"name\":\"esim_1GB_7D_GB_V2\",\"description\":\"eSIM, 1GB, 7 Days, United Kingdom, V2\",\"initialQuantity\":1000000000,\"remainingQuantity\":200000000,\"startTime\":\"2026-01-01T01:00:00Z\",\"endTime\":\"2026-01-08T01:00:00Z\",\"unlimited\":false,\"unit\":\"BYTES\"}}","encoding":"base64","headers":null,"created_at_us":1767229200466226,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0},
  {"id":49,"alert_type":"Utilisation","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"iccid\":\"8943108167846091511\",\"alertType\":\"Utilisation\",\"bundle\":{\"id\":\"218400001\",\"reference\":\"065661fb-011a-4228-b6ee-1618afc4bac7-0\",\"name\":\"esim_1GB_7D_GB_V2\",\"description\":\"eSIM, 1GB, 7 Days, United Kingdom, V2\",\"initialQuantity\":1000000000,\"remainingQuantity\":0,\"startTime\":\"2026-01-01T01:00:00Z\",\"endTime\":\"2026-01-08T01:00:00Z\",\"unlimited\":false,\"unit\":\"BYTES\"}}","encoding":"base64","headers":null,"created_at_us":1767229200466227,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0},
  {"id":55,"alert_type":"FirstUse","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"alertType\":\"FirstUse\",\"iccid\":\"8943108167846091511\",\"bundle\":{\"name\":\"esim_12GB_365D_GB_V2\",\"initialQuantity\":1000000000,\"remainingQuantity\":999999000,\"startTime\":\"2026-01-01T01:00:00Z\",\"endTime\":\"2026-02-01T01:00:00Z\"}}","encoding":"base64","headers":null,"created_at_us":1767229200466227,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0},
  {"id":57,"alert_type":"Utilisation","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"iccid\":\"8943108167846091511\",\"alertType\":\"Utilisation\",\"bundle\":{\"id\":\"218400002\",\"reference\":\"7f594b70-2c87-4054-87dc-bfc0f2b01487-0\",\"name\":\"esim_12GB_365D_GB_V2\",\"description\":\"eSIM, 12GB, 365 Days, United Kingdom, V2\",\"initialQuantity\":1000000000,\"remainingQuantity\":500000000,\"startTime\":\"2026-01-01T01:00:00Z\",\"endTime\":\"2026-02-01T01:00:00Z\",\"unlimited\":false,\"unit\":\"BYTES\"}}","encoding":"base64","headers":null,"created_at_us":1767229200466227,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0},
  {"id":59,"alert_type":"Utilisation","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"iccid\":\"8943108167846091511\",\"alertType\":\"Utilisation\",\"bundle\":{\"id\":\"218400002\",\"reference\":\"7f594b70-2c87-4054-87dc-bfc0f2b01487-0\",\"name\":\"esim_12GB_365D_GB_V2\",\"description\":\"eSIM, 12GB, 365 Days, United Kingdom, V2\",\"initialQuantity\":1000000000,\"remainingQuantity\":200000000,\"startTime\":\"2026-01-01T01:00:00Z\",\"endTime\":\"2026-02-01T01:00:00Z\",\"unlimited\":false,\"unit\":\"BYTES\"}}","encoding":"base64","headers":null,"created_at_us":1767229200466227,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0},
  {"id":61,"alert_type":"Utilisation","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"iccid\":\"8943108167846091511\",\"alertType\":\"Utilisation\",\"bundle\":{\"id\":\"218400002\",\"reference\":\"7f594b70-2c87-4054-87dc-bfc0f2b01487-0\",\"name\":\"esim_12GB_365D_GB_V2\",\"description\":\"eSIM, 12GB, 365 Days, United Kingdom, V2\",\"initialQuantity\":1000000000,\"remainingQuantity\":0,\"startTime\":\"2026-01-01T01:00:00Z\",\"endTime\":\"2026-02-01T01:00:00Z\",\"unlimited\":false,\"unit\":\"BYTES\"}}","encoding":"base64","headers":null,"created_at_us":1767229200466227,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0},
  {"id":66,"alert_type":"FirstUse","iccid":"8943108167846091511","url":"","version":"V3","status":"unsent","body":"{\"alertType\":\"FirstUse\",\"iccid\":\"8943108167846091511\",\"bundle\":{\"name\":\"esim_UL_3D_REUP_V2\",\"initialQuantity\":1000000000,\"remainingQuantity\":999999000,\"startTime\":\"2026-01-01T01:00:00Z\",\"endTime\":\"2026-01-04T01:00:00Z\"}}","encoding":"base64","headers":null,"created_at_us":1767229200466227,"ready_at_ms":1767229200466,"tried_at_ms":null,"struck":0,"held":0}
],
"attempts": [],
"faults": [],
"adjustments": []
}
');
CREATE TABLE transitions (
    organisation_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    iccid TEXT NOT NULL,
    assignment_id INTEGER NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "transitions" VALUES(1,2,'8943108167846091511',218400001,NULL,'queued',1767225600466056);
INSERT INTO "transitions" VALUES(1,6,'8943108167846091511',218400002,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,8,'8943108167846091511',218400003,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,10,'8943108167846091511',218400004,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,12,'8943108167846091511',218400005,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,14,'8943108167846091511',218400006,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,16,'8943108167846091511',218400007,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,18,'8943108167846091511',218400008,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,20,'8943108167846091511',218400009,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,22,'8943108167846091511',218400010,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,24,'8943108167846091511',218400011,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,26,'8943108167846091511',218400012,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,28,'8943108167846091511',218400013,NULL,'queued',1767225600466057);
INSERT INTO "transitions" VALUES(1,32,'8943108167846091511',218400014,NULL,'queued',1767225600466058);
INSERT INTO "transitions" VALUES(1,40,'8943108167846091511',218400001,'queued','active',1767229200466226);
INSERT INTO "transitions" VALUES(1,48,'8943108167846091511',218400001,'active','depleted',1767229200466227);
INSERT INTO "transitions" VALUES(1,51,'8943108167846091511',218400002,'queued','active',1767229200466227);
INSERT INTO "transitions" VALUES(1,54,'8943108167846091511',218400002,'active','depleted',1767229200466227);
INSERT INTO "transitions" VALUES(1,63,'8943108167846091511',218400014,'queued','active',1767229200466227);
CREATE TABLE trip_steps (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    iccid TEXT NOT NULL,
    act TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX esims_by_age ON esims (organisation_id, sequence);
CREATE INDEX purchases_in_stock ON purchases (organisation_id, bundle, expires_at_ms, id) WHERE remaining > 0;
CREATE INDEX assignments_by_esim ON assignments (organisation_id, iccid, id);
CREATE INDEX assignments_by_purchase ON assignments (organisation_id, purchase_id);
CREATE UNIQUE INDEX orders_by_age ON orders (organisation_id, created_at_us, sequence);
CREATE INDEX history_by_esim ON history (organisation_id, CAST(substr(iccid, 9) AS INTEGER));
CREATE INDEX events_by_subject ON events (organisation_id, subject) WHERE subject IS NOT NULL;
CREATE INDEX events_by_esim ON events (organisation_id, iccid) WHERE subject IS NULL;
CREATE INDEX callbacks_pending ON callbacks (organisation_id, iccid, id) WHERE status = 'pending';
CREATE INDEX callbacks_tried ON callbacks (organisation_id, iccid, id) WHERE tried_at_ms IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('organisations',1);
COMMIT;
