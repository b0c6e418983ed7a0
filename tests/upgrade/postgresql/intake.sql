CREATE FUNCTION found_by_keys(words text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT to_tsvector('simple'::regconfig, words || ' ' || twos || ' ' || translate( regexp_replace(regexp_replace(twos, '([^ -~]{2})', '\1=\1', 'g'), '([^ -~]{2}) [^ -~]([^ -~])', '\1\2', 'g'), '=', ' ')) FROM (SELECT regexp_replace(regexp_replace(regexp_replace(words, '([^ -~])', '\1=\1', 'g'), '([^ -~]) ([^ -~])', '\1\2', 'g'), '[ -~]+', ' ', 'g') AS twos) AS made $$;
CREATE TABLE alembic_intake (
    version_num character varying(32) NOT NULL
);
CREATE TABLE blank_tag (
    code character varying NOT NULL,
    batch_id character varying NOT NULL,
    "position" integer NOT NULL,
    dog_id character varying,
    bound_at timestamp with time zone
);
CREATE TABLE broken_hold (
    hold_id character varying NOT NULL,
    stay_id character varying NOT NULL,
    dog_id character varying NOT NULL,
    way_out character varying NOT NULL,
    left_at timestamp with time zone NOT NULL,
    heard_at timestamp with time zone NOT NULL,
    again character varying,
    seen_by character varying,
    seen_at timestamp with time zone,
    seen_because character varying
);
CREATE TABLE carcass (
    dog_id character varying NOT NULL,
    stay_id character varying NOT NULL,
    bag_no character varying NOT NULL,
    seal_no character varying NOT NULL,
    weight_kg double precision NOT NULL,
    place character varying NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    stored_by character varying NOT NULL,
    taken_at timestamp with time zone,
    disposal_id character varying
);
CREATE TABLE contradictions (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL,
    said_by text NOT NULL,
    found_at text NOT NULL,
    decided_at text
);
CREATE TABLE correction (
    id character varying NOT NULL,
    dog_id character varying NOT NULL,
    stay_id character varying NOT NULL,
    before json NOT NULL,
    old_hash character varying NOT NULL,
    old json NOT NULL,
    new json NOT NULL,
    new_hash character varying,
    reason character varying NOT NULL,
    note character varying NOT NULL,
    asked_by character varying NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state character varying NOT NULL,
    decided_by character varying,
    decided_at timestamp with time zone,
    refused_because character varying NOT NULL,
    followed json NOT NULL,
    redo json NOT NULL
);
CREATE TABLE custodystep (
    id character varying NOT NULL,
    stay_id character varying NOT NULL,
    what character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    note character varying NOT NULL
);
CREATE TABLE death (
    dog_id character varying NOT NULL,
    stay_id character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying NOT NULL,
    cause character varying NOT NULL,
    vet_name character varying NOT NULL,
    vet_licence character varying NOT NULL,
    weight_kg double precision,
    sample_no character varying NOT NULL,
    euthanasia_id character varying,
    drug character varying NOT NULL,
    batch_no character varying NOT NULL,
    dose character varying NOT NULL,
    register_no character varying NOT NULL,
    recorded_by character varying NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);
CREATE TABLE disposal (
    id character varying NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    carrier character varying NOT NULL,
    vehicle character varying NOT NULL,
    plant character varying NOT NULL,
    handed_by character varying NOT NULL,
    method character varying,
    receipt_no character varying,
    disposed_at timestamp with time zone,
    signed_by character varying
);
CREATE TABLE dog (
    id character varying NOT NULL,
    name character varying,
    sex character varying NOT NULL,
    breed character varying NOT NULL,
    colour character varying NOT NULL,
    age_months integer,
    size character varying NOT NULL,
    chip character varying,
    chip_scheme character varying,
    chip_raw character varying,
    external_ref character varying,
    gone_at timestamp with time zone,
    gone_by character varying,
    death_cause character varying
);
CREATE TABLE ended_sessions (
    account text NOT NULL,
    before text NOT NULL
);
CREATE TABLE euthanasia (
    id character varying NOT NULL,
    dog_id character varying NOT NULL,
    stay_id character varying NOT NULL,
    ground character varying NOT NULL,
    why character varying NOT NULL,
    vet_name character varying NOT NULL,
    vet_licence character varying NOT NULL,
    proposed_by character varying NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_by character varying,
    decided_at timestamp with time zone,
    approved boolean NOT NULL,
    refused_because character varying NOT NULL,
    withdrawn_by character varying,
    withdrawn_at timestamp with time zone,
    withdrawn_because character varying NOT NULL
);
CREATE TABLE export (
    id character varying NOT NULL,
    by character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    purpose character varying NOT NULL,
    note character varying NOT NULL,
    q character varying NOT NULL,
    status character varying NOT NULL,
    operation_id character varying NOT NULL,
    since date,
    until date,
    rows integer NOT NULL
);
CREATE TABLE found_by (
    serial integer NOT NULL,
    stay_id character varying NOT NULL,
    words character varying NOT NULL,
    day_of_words integer GENERATED ALWAYS AS (("substring"((words)::text, 'zzday([0-9]{8})'::text))::integer) STORED
);
CREATE SEQUENCE found_by_serial_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE found_by_serial_seq OWNED BY found_by.serial;
CREATE TABLE heard_of (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL
);
CREATE TABLE hold (
    id character varying NOT NULL,
    stay_id character varying NOT NULL,
    dog_id character varying NOT NULL,
    kind character varying NOT NULL,
    because character varying NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    placed_by character varying NOT NULL,
    until timestamp with time zone,
    provisional boolean NOT NULL,
    released_at timestamp with time zone,
    released_by character varying,
    released_because character varying
);
CREATE TABLE holdextension (
    id character varying NOT NULL,
    hold_id character varying NOT NULL,
    days integer NOT NULL,
    document character varying NOT NULL,
    because character varying NOT NULL,
    asked_by character varying NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_by character varying,
    decided_at timestamp with time zone,
    granted boolean,
    answer character varying NOT NULL,
    was_until timestamp with time zone
);
CREATE TABLE holdrequest (
    id character varying NOT NULL,
    hold_id character varying NOT NULL,
    asked_by character varying NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    because character varying NOT NULL,
    decided_by character varying,
    decided_at timestamp with time zone,
    granted boolean,
    answer character varying NOT NULL
);
CREATE TABLE idempotency (
    caller text NOT NULL,
    key text NOT NULL,
    request text NOT NULL,
    answer text NOT NULL,
    status integer NOT NULL,
    made_at text NOT NULL
);
CREATE TABLE import (
    id character varying NOT NULL,
    started_by character varying NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    text character varying NOT NULL,
    rows integer NOT NULL,
    done integer NOT NULL,
    taken_in integer NOT NULL,
    known integer NOT NULL,
    refused json NOT NULL,
    name character varying DEFAULT ''::character varying NOT NULL,
    begun_at timestamp with time zone,
    "position" integer DEFAULT 0 NOT NULL
);
CREATE TABLE inbox (
    event_id text NOT NULL,
    source text NOT NULL,
    sequence bigint NOT NULL,
    received_at text NOT NULL
);
CREATE TABLE interventions (
    id text NOT NULL,
    at text NOT NULL,
    who text NOT NULL,
    why text NOT NULL,
    act text NOT NULL,
    what text NOT NULL
);
CREATE TABLE journal (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    "time" text NOT NULL,
    traceparent text NOT NULL,
    data text NOT NULL
);
CREATE TABLE kennel (
    code character varying NOT NULL,
    zone character varying NOT NULL,
    capacity integer NOT NULL,
    occupied integer NOT NULL,
    company character varying,
    state character varying DEFAULT 'open'::character varying NOT NULL,
    until timestamp with time zone,
    sealed boolean DEFAULT false NOT NULL,
    cleaned_at timestamp with time zone,
    left_at timestamp with time zone
);
CREATE TABLE kennel_entry (
    id character varying NOT NULL,
    kennel character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    what character varying NOT NULL,
    stay_id character varying,
    note character varying NOT NULL,
    by character varying NOT NULL
);
CREATE TABLE known_keys (
    name text NOT NULL,
    fingerprint text NOT NULL,
    since text NOT NULL,
    made_anew boolean NOT NULL
);
CREATE TABLE litter (
    stay_id character varying NOT NULL,
    litter character varying NOT NULL
);
CREATE TABLE login_try (
    name_hash character varying NOT NULL,
    from_hash character varying NOT NULL,
    wrong integer NOT NULL,
    last_at timestamp with time zone NOT NULL,
    wait_until timestamp with time zone,
    known_at timestamp with time zone
);
CREATE TABLE notice (
    id character varying NOT NULL,
    stay_id character varying NOT NULL,
    published_at timestamp with time zone NOT NULL,
    place character varying NOT NULL,
    link character varying,
    entered_by character varying NOT NULL,
    entered_at timestamp with time zone NOT NULL
);
CREATE TABLE number (
    series character varying NOT NULL,
    last integer NOT NULL
);
CREATE TABLE operation (
    id character varying NOT NULL,
    name character varying NOT NULL,
    division character varying NOT NULL,
    started_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    headcount json NOT NULL,
    planned_for timestamp with time zone,
    opened_at timestamp with time zone,
    area character varying DEFAULT ''::character varying NOT NULL,
    approval character varying DEFAULT ''::character varying NOT NULL,
    equipment character varying DEFAULT ''::character varying NOT NULL,
    summary character varying DEFAULT ''::character varying NOT NULL,
    planned_by character varying DEFAULT ''::character varying NOT NULL,
    opened_by character varying DEFAULT ''::character varying NOT NULL,
    closed_by character varying DEFAULT ''::character varying NOT NULL,
    team json DEFAULT '[]'::json NOT NULL,
    vehicles json DEFAULT '[]'::json NOT NULL
);
CREATE TABLE operationchange (
    id character varying NOT NULL,
    operation_id character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    reason character varying NOT NULL,
    changed json NOT NULL
);
CREATE TABLE operationincident (
    id character varying NOT NULL,
    operation_id character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying NOT NULL,
    text character varying NOT NULL,
    noted_by character varying NOT NULL
);
CREATE TABLE photo (
    id character varying NOT NULL,
    dog_id character varying NOT NULL,
    stay_id character varying NOT NULL,
    view character varying NOT NULL,
    kind character varying NOT NULL,
    size integer NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    sha256 character varying NOT NULL,
    sm3 character varying NOT NULL,
    received_at timestamp with time zone NOT NULL,
    taken_by character varying NOT NULL
);
CREATE TABLE relayed (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    ends text DEFAULT ''::text NOT NULL,
    length bigint DEFAULT '-1'::bigint NOT NULL,
    added bigint DEFAULT '-1'::bigint NOT NULL,
    trimmed bigint DEFAULT '0'::bigint
);
CREATE TABLE sheetentry (
    stay_id character varying NOT NULL,
    number integer NOT NULL,
    dog_id character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    because character varying NOT NULL,
    confirmed_by character varying NOT NULL,
    changed json NOT NULL,
    sheet json NOT NULL,
    sha256 character varying NOT NULL
);
CREATE TABLE staff (
    username character varying NOT NULL,
    password_hash character varying NOT NULL,
    roles json NOT NULL,
    active boolean NOT NULL,
    account character varying DEFAULT ''::character varying NOT NULL
);
CREATE TABLE staff_act (
    id character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying NOT NULL,
    username character varying NOT NULL,
    by character varying NOT NULL,
    why character varying NOT NULL
);
CREATE TABLE stay (
    id character varying NOT NULL,
    stay_no character varying NOT NULL,
    dog_id character varying NOT NULL,
    custody_basis character varying NOT NULL,
    operation_id character varying,
    status character varying NOT NULL,
    kennel character varying,
    opened_at timestamp with time zone,
    found_text character varying NOT NULL,
    division character varying NOT NULL,
    claim_until timestamp with time zone,
    claim_provisional boolean NOT NULL,
    left_at timestamp with time zone,
    left_by character varying,
    closed_at timestamp with time zone,
    outcome character varying,
    notes character varying NOT NULL,
    taken_in_by character varying NOT NULL,
    heard json NOT NULL,
    arrived_at timestamp with time zone,
    reserved boolean DEFAULT false NOT NULL,
    back_to character varying,
    phone_said json,
    handovers json DEFAULT '{}'::json NOT NULL,
    goes_on_as character varying,
    left_kennel character varying
);
CREATE TABLE tag (
    code character varying NOT NULL,
    dog_id character varying NOT NULL,
    status character varying NOT NULL,
    issued_at timestamp with time zone NOT NULL
);
CREATE TABLE tag_batch (
    id character varying NOT NULL,
    number integer NOT NULL,
    count integer NOT NULL,
    purpose character varying NOT NULL,
    made_by character varying NOT NULL,
    made_at timestamp with time zone NOT NULL
);
CREATE TABLE tag_change (
    id character varying NOT NULL,
    code character varying NOT NULL,
    status character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    why character varying NOT NULL
);
CREATE TABLE transfer (
    id character varying NOT NULL,
    stay_id character varying NOT NULL,
    "to" character varying NOT NULL,
    because character varying NOT NULL,
    asked_by character varying NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_by character varying,
    decided_at timestamp with time zone,
    granted boolean,
    answer character varying NOT NULL
);
CREATE TABLE victim (
    id character varying NOT NULL,
    stay_id character varying NOT NULL,
    kind character varying NOT NULL,
    name bytea NOT NULL,
    phone bytea,
    note bytea,
    kept_at timestamp with time zone NOT NULL,
    kept_by character varying NOT NULL
);
CREATE TABLE victimlook (
    id character varying NOT NULL,
    victim character varying NOT NULL,
    who character varying NOT NULL,
    purpose character varying NOT NULL,
    note character varying NOT NULL,
    looked_at timestamp with time zone NOT NULL
);
CREATE TABLE zone_seal (
    id character varying NOT NULL,
    zone character varying NOT NULL,
    reason character varying NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    sealed_by character varying NOT NULL,
    reopened_at timestamp with time zone,
    reopened_by character varying,
    reopened_because character varying,
    holds json NOT NULL
);
ALTER TABLE ONLY found_by ALTER COLUMN serial SET DEFAULT nextval('found_by_serial_seq'::regclass);
INSERT INTO alembic_intake VALUES
	('0019');
INSERT INTO dog VALUES
	('01a22742-9338-7d12-ad9a-80b07e4a504a', '黑豆', 'female', 'GSD', 'GY', 36, 'S', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22742-94e1-7615-a027-390627390988', '棉花', 'female', 'RURAL', 'WH', 14, 'M', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22742-9630-7952-a365-6a15b4d38972', NULL, 'male', 'MIX', 'GY', 96, 'M', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22742-969e-7de4-88ca-bc47ed185ca9', NULL, 'male', 'GSD', 'BK', 96, 'M', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO found_by VALUES
	(4, '01a22742-969e-7a8d-ab2d-e899a96b74dc', 'zzstatusquarantine zzoperation01a2274295f07703bcf57c4aa24314c2 zzday2026 zzday202611 zzday20261129 quarantine 检 疫 中 in quarantine stray 流 浪 stray male 公 male gsd 德 国 牧 羊 犬 german shepherd bk 黑 black hh 2026 000004 admin a03 11 月 29 日 联 合 行 动 4 tv4xgdb574hk saihan district chilechuan road 150105008 赛 罕 区 敕 勒 川 路 街 道 敕 勒 川 公 园 东 门', DEFAULT),
	(2, '01a22742-94e4-7e89-9b00-c262405f8ab8', 'zzstatusadoptable zzday2026 zzday202610 zzday20261030 adoptable 待 领 养 waiting for a family stray 流 浪 stray female 母 female rural 中 华 田 园 犬 chinese rural dog wh 白 white hh 2026 000002 棉 花 admin a02 2 xvtf11vn1g07 saihan district daxue west road 150105002 赛 罕 区 大 学 西 路 街 道 大 学 西 路 与 昭 乌 达 路 路 口', DEFAULT),
	(1, '01a22742-9339-71f1-9df8-02147a1989af', 'zzstatusadopted zzday2026 zzday202610 zzday20261030 adopted 已 领 养 adopted stray 流 浪 stray female 母 female gsd 德 国 牧 羊 犬 german shepherd gy 灰 grey hh 2026 000001 黑 豆 admin 1 spsf3xy6v2ad xincheng district zhongshan east road 150102003 新 城 区 中 山 东 路 街 道 新 华 广 场 北 侧', DEFAULT),
	(3, '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', 'zzstatusreclaimed zzoperation01a2274295f07703bcf57c4aa24314c2 zzday2026 zzday202611 zzday20261129 reclaimed 已 认 领 reclaimed stray 流 浪 stray male 公 male mix 混 种 犬 mixed gy 灰 grey hh 2026 000003 admin 11 月 29 日 联 合 行 动 3 d0mg4ajw4nzt saihan district chilechuan road 150105008 赛 罕 区 敕 勒 川 路 街 道 敕 勒 川 公 园 东 门', DEFAULT);
INSERT INTO heard_of VALUES
	('qingcheng:adoption', 7, '01a22742-9c59-7307-96dd-73b7cf38120c');
INSERT INTO hold VALUES
	('01a22742-9343-7596-b99a-ff28842e67d7', '01a22742-9339-71f1-9df8-02147a1989af', '01a22742-9338-7d12-ad9a-80b07e4a504a', 'QUARANTINE', '依法随收容产生 comes with intake by law', '2026-11-29 12:23:24.216952+00', 'admin', '2026-11-13 16:00:00+00', false, NULL, NULL, NULL),
	('01a22742-94eb-7989-8447-93ca158f57d1', '01a22742-94e4-7e89-9b00-c262405f8ab8', '01a22742-94e1-7615-a027-390627390988', 'QUARANTINE', '依法随收容产生 comes with intake by law', '2026-11-29 12:23:24.641599+00', 'admin', '2026-11-13 16:00:00+00', false, NULL, NULL, NULL),
	('01a22742-96a0-78d8-8b8f-eefbcea61095', '01a22742-969e-7a8d-ab2d-e899a96b74dc', '01a22742-969e-7de4-88ca-bc47ed185ca9', 'QUARANTINE', '依法随收容产生 comes with intake by law', '2026-11-29 12:23:25.085466+00', 'admin', '2026-12-13 16:00:00+00', false, NULL, NULL, NULL),
	('01a22742-96a0-7e1c-a8db-a53243b43887', '01a22742-969e-7a8d-ab2d-e899a96b74dc', '01a22742-969e-7de4-88ca-bc47ed185ca9', 'CLAIM_WINDOW', '依法随收容产生 comes with intake by law', '2026-11-29 12:23:25.085466+00', 'admin', '2026-12-09 16:00:00+00', false, NULL, NULL, NULL),
	('01a22742-9633-7344-8cad-4940bb205296', '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', '01a22742-9630-7952-a365-6a15b4d38972', 'CLAIM_WINDOW', '依法随收容产生 comes with intake by law', '2026-11-29 12:23:24.973089+00', 'admin', '2026-12-09 16:00:00+00', false, '2026-11-29 12:23:26.553359+00', '', 'RECLAIMED'),
	('01a22742-9633-7366-aae8-517727669c9a', '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', '01a22742-9630-7952-a365-6a15b4d38972', 'QUARANTINE', '依法随收容产生 comes with intake by law', '2026-11-29 12:23:24.973089+00', 'admin', '2026-12-13 16:00:00+00', false, '2026-11-29 12:23:26.553359+00', '', 'RECLAIMED');
INSERT INTO idempotency VALUES
	('admin', '5418b00d-72a7-4178-aec7-3ad018bcfac4', 'c87b75629e298ee3e974a7836dc5d2bc4127457ece3b9e80a4c2b518b2b6a7a6', '{"dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","stay_no":"HH-2026-000001","status":"QUARANTINE","kennel":"A01","claim_until":"2026-11-09T16:00:00Z","tag":{"code":"SPSF3XY6V2AD","url":"HTTP://LOCALHOST:18432/T/SPSF3XY6V2AD"}}', 201, '2026-11-29T12:23:24.198727Z'),
	('admin', '479aed24-2182-477c-b8be-7066c2bd48a9', 'c0febee118aad3a4059ef20a9066038effb968420b286e9b476965e1c62af480', '{"dog_id":"01a22742-94e1-7615-a027-390627390988","stay_id":"01a22742-94e4-7e89-9b00-c262405f8ab8","stay_no":"HH-2026-000002","status":"QUARANTINE","kennel":"A02","claim_until":"2026-11-09T16:00:00Z","tag":{"code":"XVTF11VN1G07","url":"HTTP://LOCALHOST:18432/T/XVTF11VN1G07"}}', 201, '2026-11-29T12:23:24.628901Z'),
	('admin', 'c7b938fb-d50e-43bf-8c13-33691585780e', '955fd7f9e4d6d55e26b5ba17f3fa806e0f003efb28b450dc283970aa7fe19c7b', '{"operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2"}', 201, '2026-11-29T12:23:24.898885Z'),
	('admin', 'b9b086a8-4f5f-4abf-a36a-a5deb109316b', '7042e5123e22d84c1bd09558733b676199e5f96872e2a6bbe3f3dd114ef5c5b2', '{"dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","stay_no":"HH-2026-000003","status":"QUARANTINE","kennel":"A03","claim_until":"2026-12-09T16:00:00Z","tag":{"code":"D0MG4AJW4NZT","url":"HTTP://LOCALHOST:18432/T/D0MG4AJW4NZT"}}', 201, '2026-11-29T12:23:24.971461Z'),
	('admin', '7184b4a6-dcda-437f-8f0c-6572def46af7', 'c8dd07ac3e9a923c652cf7f16473190aba932cc338b4e15878d8511846bbd8b0', '{"dog_id":"01a22742-969e-7de4-88ca-bc47ed185ca9","stay_id":"01a22742-969e-7a8d-ab2d-e899a96b74dc","stay_no":"HH-2026-000004","status":"QUARANTINE","kennel":"A03","claim_until":"2026-12-09T16:00:00Z","tag":{"code":"TV4XGDB574HK","url":"HTTP://LOCALHOST:18432/T/TV4XGDB574HK"}}', 201, '2026-11-29T12:23:25.084652Z'),
	('admin', 'fba3e791-54bf-4c96-8cec-32bbe4024152', '741999605ddd4e8c438cf3c4a6e6435b23c64688bc4d9c77e382b0dd0d18c62e', '{"operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2","dogs":2}', 201, '2026-11-29T12:23:25.408573Z');
INSERT INTO inbox VALUES
	('01a22742-9968-7efa-afa0-a5091f264421', '/qingcheng/adoption', 1, '2026-11-29T12:23:26.075033Z'),
	('01a22742-9a77-795b-b61f-b86bada9ef29', '/qingcheng/adoption', 2, '2026-11-29T12:23:26.297896Z'),
	('01a22742-9c03-7c03-92e1-6f3310c9433c', '/qingcheng/adoption', 4, '2026-11-29T12:23:26.502517Z'),
	('01a22742-9c1b-7fae-9448-3a7fcce7e5cf', '/qingcheng/adoption', 5, '2026-11-29T12:23:26.550163Z'),
	('01a22742-9c43-7b87-97c2-d3188cfc9454', '/qingcheng/adoption', 6, '2026-11-29T12:23:26.656040Z'),
	('01a22742-9c59-7307-96dd-73b7cf38120c', '/qingcheng/adoption', 7, '2026-11-29T12:23:26.911859Z');
INSERT INTO journal VALUES
	('qingcheng:intake', 1, '01a22742-934d-7684-8368-34a67af3e5db', 'cn.qingcheng.dog.intaken.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:24.486945Z', '00-43891a4e682bcffb85c8563e6bdd874a-56ec1bf2703cf467-01', '{"occurred_at":"2026-10-30T12:23:24.146634Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","stay_no":"HH-2026-000001","custody_basis":"STRAY","operation_id":null,"division":"150102003","name":"黑豆","sex":"female","breed":"GSD","colour":"GY","age_months":36,"size":"S","status":"QUARANTINE","claim_until":"2026-11-09T16:00:00Z","external_ref":null,"holds":{"01a22742-9343-7596-b99a-ff28842e67d7":"2026-11-13T16:00:00Z"}}'),
	('qingcheng:intake', 2, '01a22742-934d-710e-b892-45ebe65ae7db', 'cn.qingcheng.tag.issued.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:24.486945Z', '00-43891a4e682bcffb85c8563e6bdd874a-64d12885a2f37a52-01', '{"occurred_at":"2026-11-29T12:23:24.216952Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","code":"SPSF3XY6V2AD"}'),
	('qingcheng:intake', 3, '01a22742-9408-7d9f-b761-3dc8fa94454e', 'cn.qingcheng.kennel.assigned.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:24.486945Z', '00-43891a4e682bcffb85c8563e6bdd874a-c09516703f1a3c27-01', '{"occurred_at":"2026-11-29T12:23:24.423998Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","kennel":"A01"}'),
	('qingcheng:intake', 4, '01a22742-94ee-77df-a4df-9d506b8ca6a3', 'cn.qingcheng.dog.intaken.v1', '01a22742-94e1-7615-a027-390627390988', '2026-11-29T12:23:24.663580Z', '00-2dac32461a25cb26aa8748b2550390a2-fc6a169ff3286421-01', '{"occurred_at":"2026-10-30T12:23:24.146634Z","dog_id":"01a22742-94e1-7615-a027-390627390988","stay_id":"01a22742-94e4-7e89-9b00-c262405f8ab8","stay_no":"HH-2026-000002","custody_basis":"STRAY","operation_id":null,"division":"150105002","name":"棉花","sex":"female","breed":"RURAL","colour":"WH","age_months":14,"size":"M","status":"QUARANTINE","claim_until":"2026-11-09T16:00:00Z","external_ref":null,"holds":{"01a22742-94eb-7989-8447-93ca158f57d1":"2026-11-13T16:00:00Z"}}'),
	('qingcheng:intake', 5, '01a22742-94ee-7f4e-9ce9-d7a9cd2f238d', 'cn.qingcheng.tag.issued.v1', '01a22742-94e1-7615-a027-390627390988', '2026-11-29T12:23:24.663580Z', '00-2dac32461a25cb26aa8748b2550390a2-bb7410e4ae4dc46c-01', '{"occurred_at":"2026-11-29T12:23:24.641599Z","dog_id":"01a22742-94e1-7615-a027-390627390988","code":"XVTF11VN1G07"}'),
	('qingcheng:intake', 6, '01a22742-94f4-7c1c-9ef5-92509fa8fcc8', 'cn.qingcheng.kennel.assigned.v1', '01a22742-94e1-7615-a027-390627390988', '2026-11-29T12:23:24.663580Z', '00-2dac32461a25cb26aa8748b2550390a2-f27bd216c0bf7913-01', '{"occurred_at":"2026-11-29T12:23:24.660377Z","dog_id":"01a22742-94e1-7615-a027-390627390988","stay_id":"01a22742-94e4-7e89-9b00-c262405f8ab8","kennel":"A02"}'),
	('qingcheng:intake', 7, '01a22742-95f0-73fb-a2a2-e1dd7502a425', 'cn.qingcheng.operation.opened.v1', '01a22742-95f0-7703-bcf5-7c4aa24314c2', '2026-11-29T12:23:24.951962Z', '00-9d5c3bd30a503fa703f9d406c1d17c75-6f23aa8018dafa0a-01', '{"occurred_at":"2026-11-29T12:23:24.839652Z","operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2","name":"11月29日联合行动","division":"150105","headcount":{"公安":12,"城管":18,"保安":20}}'),
	('qingcheng:intake', 8, '01a22742-963e-7304-83e9-1cbcc588bc45', 'cn.qingcheng.dog.intaken.v1', '01a22742-9630-7952-a365-6a15b4d38972', '2026-11-29T12:23:25.016822Z', '00-646f8054937ba31bff2ad14586bada1c-ad96540dbec10e27-01', '{"occurred_at":"2026-11-29T12:23:24.966271Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","stay_no":"HH-2026-000003","custody_basis":"STRAY","operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2","division":"150105008","name":null,"sex":"male","breed":"MIX","colour":"GY","age_months":96,"size":"M","status":"QUARANTINE","claim_until":"2026-12-09T16:00:00Z","external_ref":null,"holds":{"01a22742-9633-7366-aae8-517727669c9a":"2026-12-13T16:00:00Z"}}'),
	('qingcheng:intake', 9, '01a22742-963e-793b-ae29-d7d251949973', 'cn.qingcheng.tag.issued.v1', '01a22742-9630-7952-a365-6a15b4d38972', '2026-11-29T12:23:25.016822Z', '00-646f8054937ba31bff2ad14586bada1c-326195ed1fde4c18-01', '{"occurred_at":"2026-11-29T12:23:24.973089Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","code":"D0MG4AJW4NZT"}'),
	('qingcheng:intake', 10, '01a22742-964f-76dd-b21b-368bb8afae90', 'cn.qingcheng.kennel.assigned.v1', '01a22742-9630-7952-a365-6a15b4d38972', '2026-11-29T12:23:25.016822Z', '00-646f8054937ba31bff2ad14586bada1c-17c3c91372137b0d-01', '{"occurred_at":"2026-11-29T12:23:25.007162Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","kennel":"A03"}'),
	('qingcheng:intake', 11, '01a22742-96a0-7577-bb62-d126ff5047b3', 'cn.qingcheng.dog.intaken.v1', '01a22742-969e-7de4-88ca-bc47ed185ca9', '2026-11-29T12:23:25.098421Z', '00-d773d3a75c3a57d2539488f1c3406f7b-94483e7876312c44-01', '{"occurred_at":"2026-11-29T12:23:25.080076Z","dog_id":"01a22742-969e-7de4-88ca-bc47ed185ca9","stay_id":"01a22742-969e-7a8d-ab2d-e899a96b74dc","stay_no":"HH-2026-000004","custody_basis":"STRAY","operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2","division":"150105008","name":null,"sex":"male","breed":"GSD","colour":"BK","age_months":96,"size":"M","status":"QUARANTINE","claim_until":"2026-12-09T16:00:00Z","external_ref":null,"holds":{"01a22742-96a0-78d8-8b8f-eefbcea61095":"2026-12-13T16:00:00Z"}}'),
	('qingcheng:intake', 12, '01a22742-96a1-78bb-b85a-a17c1486d48d', 'cn.qingcheng.tag.issued.v1', '01a22742-969e-7de4-88ca-bc47ed185ca9', '2026-11-29T12:23:25.098421Z', '00-d773d3a75c3a57d2539488f1c3406f7b-52d1cbd61f6b49a5-01', '{"occurred_at":"2026-11-29T12:23:25.085466Z","dog_id":"01a22742-969e-7de4-88ca-bc47ed185ca9","code":"TV4XGDB574HK"}'),
	('qingcheng:intake', 13, '01a22742-96a8-74e6-9b1e-bbb74106f21c', 'cn.qingcheng.kennel.assigned.v1', '01a22742-969e-7de4-88ca-bc47ed185ca9', '2026-11-29T12:23:25.098421Z', '00-d773d3a75c3a57d2539488f1c3406f7b-a282e5e032f0ca87-01', '{"occurred_at":"2026-11-29T12:23:25.096003Z","dog_id":"01a22742-969e-7de4-88ca-bc47ed185ca9","stay_id":"01a22742-969e-7a8d-ab2d-e899a96b74dc","kennel":"A03"}'),
	('qingcheng:intake', 14, '01a22742-97ee-7442-aea0-6dca5a114b1e', 'cn.qingcheng.operation.closed.v1', '01a22742-95f0-7703-bcf5-7c4aa24314c2', '2026-11-29T12:23:25.430030Z', '00-f00614926919d6a1fdfc52792beecca1-7771143168b97d8a-01', '{"occurred_at":"2026-11-29T12:23:25.422529Z","operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2","dogs":2}'),
	('qingcheng:intake', 15, '01a22742-9b1e-730f-b822-f083c8721e54', 'cn.qingcheng.custody.changed.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:26.256546Z', '00-be8cd3717f1a574b7032a473f31acecb-6881fe161717dc8d-01', '{"occurred_at":"2026-11-29T12:23:25.800711Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","status":"ADOPTABLE"}'),
	('qingcheng:intake', 16, '01a22742-9b8d-7f6b-bf5a-3ad73f33a64c', 'cn.qingcheng.custody.changed.v1', '01a22742-94e1-7615-a027-390627390988', '2026-11-29T12:23:26.357212Z', '00-c3cc115a7092bcdd9ff5aa0ba09bdf77-7e46a3a42abc1ff6-01', '{"occurred_at":"2026-11-29T12:23:26.071279Z","dog_id":"01a22742-94e1-7615-a027-390627390988","stay_id":"01a22742-94e4-7e89-9b00-c262405f8ab8","status":"ADOPTABLE"}'),
	('qingcheng:intake', 17, '01a22742-9c31-7b28-9a59-add8d1595f1f', 'cn.qingcheng.custody.changed.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:26.517309Z', '00-cb7aab5a74893a69d5d5b321f48707cd-839e28975ba4d409-01', '{"occurred_at":"2026-11-29T12:23:26.464530Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","status":"RESERVED"}'),
	('qingcheng:intake', 18, '01a22742-9c5e-732d-a4ed-7d4efcb9dcb8', 'cn.qingcheng.stay.closed.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:26.602414Z', '00-e74da56f4e703aad05c07b22e8f8a7f8-044bdf79375333f0-01', '{"occurred_at":"2026-11-29T12:23:26.491561Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","outcome":"ADOPTED"}'),
	('qingcheng:intake', 19, '01a22742-9cc6-72ca-8023-a9e36229a4e1', 'cn.qingcheng.custody.changed.v1', '01a22742-9630-7952-a365-6a15b4d38972', '2026-11-29T12:23:26.680621Z', '00-42dc683e9d3c53836b4642f308b2cbb8-90bac88cb451b87f-01', '{"occurred_at":"2026-11-29T12:23:26.530840Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","status":"RECLAIM_PENDING"}'),
	('qingcheng:intake', 20, '01a22742-9dca-74ec-90aa-9a3962a7f8fc', 'cn.qingcheng.stay.closed.v1', '01a22742-9630-7952-a365-6a15b4d38972', '2026-11-29T12:23:26.970504Z', '00-71ce7d4e3e251eda281c32005239fdbf-404bf3a0c74cc252-01', '{"occurred_at":"2026-11-29T12:23:26.553359Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","outcome":"RECLAIMED"}'),
	('qingcheng:intake', 21, '01a22742-9dd3-78a0-99cb-3e842fbb7379', 'cn.qingcheng.hold.released.v1', '01a22742-9630-7952-a365-6a15b4d38972', '2026-11-29T12:23:26.970504Z', '00-71ce7d4e3e251eda281c32005239fdbf-ae9fc83d04d1af1c-01', '{"occurred_at":"2026-11-29T12:23:26.553359Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","hold_id":"01a22742-9633-7366-aae8-517727669c9a","hold":"QUARANTINE","early":false}');
INSERT INTO kennel VALUES
	('A04', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A05', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A06', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A07', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A08', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A09', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A10', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A11', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A12', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A13', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A14', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A15', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A16', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A17', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A18', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A19', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A20', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A21', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A22', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A23', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A24', 'A', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B01', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B02', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B03', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B04', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B05', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B06', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B07', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B08', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B09', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B10', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B11', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B12', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B13', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B14', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B15', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B16', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B17', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B18', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B19', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B20', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B21', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B22', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B23', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B24', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B25', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B26', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B27', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B28', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B29', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B30', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B31', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B32', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B33', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B34', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B35', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B36', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B37', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B38', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B39', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B40', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B41', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B42', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B43', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B44', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B45', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B46', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B47', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B48', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B49', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B50', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B51', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B52', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B53', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B54', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B55', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B56', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B57', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B58', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B59', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B60', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B61', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B62', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B63', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B64', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B65', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B66', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B67', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B68', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B69', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('B70', 'B', 5, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C01', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C02', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C03', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C04', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C05', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C06', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C07', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C08', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C09', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C10', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C11', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C12', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C13', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C14', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C15', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C16', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C17', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C18', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C19', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C20', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C21', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C22', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C23', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('C24', 'C', 2, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D01', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D02', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D03', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D04', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D05', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D06', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D07', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D08', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D09', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D10', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D11', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D12', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D13', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('D14', 'D', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E01', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E02', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E03', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E04', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A03', 'A', 2, 1, 'male/M', 'open', NULL, false, NULL, '2026-11-29 12:23:26.923837+00'),
	('E05', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E06', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E07', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E08', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E09', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E10', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E11', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('E12', 'E', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F01', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F02', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F03', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F04', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F05', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F06', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F07', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F08', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F09', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('F10', 'F', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('G01', 'G', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('G02', 'G', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('G03', 'G', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('G04', 'G', 1, 0, NULL, 'open', NULL, false, NULL, NULL),
	('A02', 'A', 2, 1, 'female/M', 'open', NULL, false, NULL, NULL),
	('A01', 'A', 2, 0, NULL, 'open', NULL, false, NULL, '2026-11-29 12:23:26.560635+00');
INSERT INTO kennel_entry VALUES
	('01a22742-9408-7923-962c-a099278e1969', 'A01', '2026-11-29 12:23:24.424188+00', 'moved_in', '01a22742-9339-71f1-9df8-02147a1989af', '', 'admin'),
	('01a22742-94f4-7a19-b67f-b8a7defc6089', 'A02', '2026-11-29 12:23:24.660506+00', 'moved_in', '01a22742-94e4-7e89-9b00-c262405f8ab8', '', 'admin'),
	('01a22742-964f-7619-8b50-86293d0eb403', 'A03', '2026-11-29 12:23:25.007301+00', 'moved_in', '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', '', 'admin'),
	('01a22742-96a8-71fb-bc9b-72b68908d23c', 'A03', '2026-11-29 12:23:25.096135+00', 'moved_in', '01a22742-969e-7a8d-ab2d-e899a96b74dc', '', 'admin'),
	('01a22742-9c67-7155-b35d-86815e31c0c8', 'A01', '2026-11-29 12:23:26.567911+00', 'moved_out', '01a22742-9339-71f1-9df8-02147a1989af', 'ADOPTED', ''),
	('01a22742-9dce-7c73-a6de-4962226330bb', 'A03', '2026-11-29 12:23:26.926875+00', 'moved_out', '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', 'RECLAIMED', '');
INSERT INTO known_keys VALUES
	('token', 'f09ab2dde87d11dc33572a26457cdb4d', '2026-11-29T12:23:21.399729Z', false),
	('personal-intake', 'd22b08018be3eec94828f13a7fea1742', '2026-11-29T12:23:21.424083Z', false),
	('reference-intake', '794c75653e6697617ecf57e1a2823b0b', '2026-11-29T12:23:21.439206Z', false);
INSERT INTO login_try VALUES
	('8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918', '12ca17b49af2289436f303e0166030a21e525d266e209267433801a8fd4071a0', 0, '2026-11-29 12:23:24.020005+00', NULL, '2026-11-29 12:23:24.020005+00');
INSERT INTO number VALUES
	('HH-2026', 4);
INSERT INTO operation VALUES
	('01a22742-95f0-7703-bcf5-7c4aa24314c2', '11月29日联合行动', '150105', '2026-11-29 12:23:24.839652+00', '2026-11-29 12:23:25.422529+00', '{"\u516c\u5b89": 12, "\u57ce\u7ba1": 18, "\u4fdd\u5b89": 20}', NULL, '2026-11-29 12:23:24.839652+00', '', '', '', '', 'admin', 'admin', 'admin', '[]', '[]');
INSERT INTO relayed VALUES
	('qingcheng:intake', 15, '1795955006306-0', 15, 15, 0),
	('qingcheng:intake:restricted', 0, '0-0', 0, 0, 0);
INSERT INTO staff VALUES
	('admin', '$argon2id$v=19$m=19456,t=2,p=1$5c9lkEzNXy/5bro3VYGQLA$HMi3z4hinFdcJInzQfgZaFz5ArA1Jqkxj4l+EAmLsgY', '["admin"]', true, '01a22742-8a81-792d-9402-dd43864e0821');
INSERT INTO staff_act VALUES
	('01a22742-9277-768d-a377-8e4b0f8bcacb', '2026-11-29 12:23:24.023755+00', 'LOGGED_IN', 'admin', 'admin', '');
INSERT INTO stay VALUES
	('01a22742-969e-7a8d-ab2d-e899a96b74dc', 'HH-2026-000004', '01a22742-969e-7de4-88ca-bc47ed185ca9', 'STRAY', '01a22742-95f0-7703-bcf5-7c4aa24314c2', 'QUARANTINE', 'A03', '2026-11-29 12:23:25.080076+00', '敕勒川公园东门', '150105008', '2026-12-09 16:00:00+00', false, NULL, NULL, NULL, NULL, '', 'admin', '{}', NULL, false, NULL, NULL, '{}', NULL, NULL),
	('01a22742-94e4-7e89-9b00-c262405f8ab8', 'HH-2026-000002', '01a22742-94e1-7615-a027-390627390988', 'STRAY', NULL, 'ADOPTABLE', 'A02', '2026-10-30 12:23:24.146634+00', '大学西路与昭乌达路路口', '150105002', '2026-11-09 16:00:00+00', false, NULL, NULL, NULL, NULL, '', 'admin', '{"adoption:reserved": 2, "adoption:status": 2}', NULL, false, NULL, NULL, '{}', NULL, NULL),
	('01a22742-9339-71f1-9df8-02147a1989af', 'HH-2026-000001', '01a22742-9338-7d12-ad9a-80b07e4a504a', 'STRAY', NULL, 'ADOPTED', NULL, '2026-10-30 12:23:24.146634+00', '新华广场北侧', '150102003', '2026-11-09 16:00:00+00', false, NULL, NULL, '2026-11-29 12:23:26.491561+00', 'ADOPTED', '', 'admin', '{"adoption:reserved": 4, "adoption:status": 4}', NULL, true, NULL, NULL, '{"01a22742-9c1b-7fe7-8860-66a3fd81ff79": ["2026-11-29T12:23:26.491561+00:00", "ADOPTED"]}', 'RESERVED', 'A01'),
	('01a22742-9630-7a6a-8dd1-df3cbfa7a27c', 'HH-2026-000003', '01a22742-9630-7952-a365-6a15b4d38972', 'STRAY', '01a22742-95f0-7703-bcf5-7c4aa24314c2', 'RECLAIMED', NULL, '2026-11-29 12:23:24.966271+00', '敕勒川公园东门', '150105008', '2026-12-09 16:00:00+00', false, NULL, NULL, '2026-11-29 12:23:26.553359+00', 'RECLAIMED', '', 'admin', '{"adoption:status": 6}', NULL, false, NULL, NULL, '{"01a22742-9c59-7f2c-b270-61e877cefdfb": ["2026-11-29T12:23:26.553359+00:00", "RECLAIMED"]}', 'RECLAIM_PENDING', 'A03');
INSERT INTO tag VALUES
	('SPSF3XY6V2AD', '01a22742-9338-7d12-ad9a-80b07e4a504a', 'ACTIVE', '2026-11-29 12:23:24.216952+00'),
	('XVTF11VN1G07', '01a22742-94e1-7615-a027-390627390988', 'ACTIVE', '2026-11-29 12:23:24.641599+00'),
	('D0MG4AJW4NZT', '01a22742-9630-7952-a365-6a15b4d38972', 'ACTIVE', '2026-11-29 12:23:24.973089+00'),
	('TV4XGDB574HK', '01a22742-969e-7de4-88ca-bc47ed185ca9', 'ACTIVE', '2026-11-29 12:23:25.085466+00');
SELECT pg_catalog.setval('found_by_serial_seq', 4, true);
ALTER TABLE ONLY alembic_intake
    ADD CONSTRAINT alembic_intake_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY blank_tag
    ADD CONSTRAINT pk_blank_tag PRIMARY KEY (code);
ALTER TABLE ONLY broken_hold
    ADD CONSTRAINT pk_broken_hold PRIMARY KEY (hold_id);
ALTER TABLE ONLY carcass
    ADD CONSTRAINT pk_carcass PRIMARY KEY (dog_id);
ALTER TABLE ONLY contradictions
    ADD CONSTRAINT pk_contradictions PRIMARY KEY (stream);
ALTER TABLE ONLY correction
    ADD CONSTRAINT pk_correction PRIMARY KEY (id);
ALTER TABLE ONLY custodystep
    ADD CONSTRAINT pk_custodystep PRIMARY KEY (id);
ALTER TABLE ONLY death
    ADD CONSTRAINT pk_death PRIMARY KEY (dog_id);
ALTER TABLE ONLY disposal
    ADD CONSTRAINT pk_disposal PRIMARY KEY (id);
ALTER TABLE ONLY dog
    ADD CONSTRAINT pk_dog PRIMARY KEY (id);
ALTER TABLE ONLY ended_sessions
    ADD CONSTRAINT pk_ended_sessions PRIMARY KEY (account);
ALTER TABLE ONLY euthanasia
    ADD CONSTRAINT pk_euthanasia PRIMARY KEY (id);
ALTER TABLE ONLY export
    ADD CONSTRAINT pk_export PRIMARY KEY (id);
ALTER TABLE ONLY found_by
    ADD CONSTRAINT pk_found_by PRIMARY KEY (serial);
ALTER TABLE ONLY heard_of
    ADD CONSTRAINT pk_heard_of PRIMARY KEY (stream);
ALTER TABLE ONLY hold
    ADD CONSTRAINT pk_hold PRIMARY KEY (id);
ALTER TABLE ONLY holdextension
    ADD CONSTRAINT pk_holdextension PRIMARY KEY (id);
ALTER TABLE ONLY holdrequest
    ADD CONSTRAINT pk_holdrequest PRIMARY KEY (id);
ALTER TABLE ONLY idempotency
    ADD CONSTRAINT pk_idempotency PRIMARY KEY (caller, key);
ALTER TABLE ONLY import
    ADD CONSTRAINT pk_import PRIMARY KEY (id);
ALTER TABLE ONLY inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (event_id);
ALTER TABLE ONLY interventions
    ADD CONSTRAINT pk_interventions PRIMARY KEY (id);
ALTER TABLE ONLY journal
    ADD CONSTRAINT pk_journal PRIMARY KEY (stream, sequence);
ALTER TABLE ONLY kennel
    ADD CONSTRAINT pk_kennel PRIMARY KEY (code);
ALTER TABLE ONLY kennel_entry
    ADD CONSTRAINT pk_kennel_entry PRIMARY KEY (id);
ALTER TABLE ONLY known_keys
    ADD CONSTRAINT pk_known_keys PRIMARY KEY (name);
ALTER TABLE ONLY litter
    ADD CONSTRAINT pk_litter PRIMARY KEY (stay_id);
ALTER TABLE ONLY login_try
    ADD CONSTRAINT pk_login_try PRIMARY KEY (name_hash, from_hash);
ALTER TABLE ONLY notice
    ADD CONSTRAINT pk_notice PRIMARY KEY (id);
ALTER TABLE ONLY number
    ADD CONSTRAINT pk_number PRIMARY KEY (series);
ALTER TABLE ONLY operation
    ADD CONSTRAINT pk_operation PRIMARY KEY (id);
ALTER TABLE ONLY operationchange
    ADD CONSTRAINT pk_operationchange PRIMARY KEY (id);
ALTER TABLE ONLY operationincident
    ADD CONSTRAINT pk_operationincident PRIMARY KEY (id);
ALTER TABLE ONLY photo
    ADD CONSTRAINT pk_photo PRIMARY KEY (id);
ALTER TABLE ONLY relayed
    ADD CONSTRAINT pk_relayed PRIMARY KEY (stream);
ALTER TABLE ONLY sheetentry
    ADD CONSTRAINT pk_sheetentry PRIMARY KEY (stay_id, number);
ALTER TABLE ONLY staff
    ADD CONSTRAINT pk_staff PRIMARY KEY (username);
ALTER TABLE ONLY staff_act
    ADD CONSTRAINT pk_staff_act PRIMARY KEY (id);
ALTER TABLE ONLY stay
    ADD CONSTRAINT pk_stay PRIMARY KEY (id);
ALTER TABLE ONLY tag
    ADD CONSTRAINT pk_tag PRIMARY KEY (code);
ALTER TABLE ONLY tag_batch
    ADD CONSTRAINT pk_tag_batch PRIMARY KEY (id);
ALTER TABLE ONLY tag_change
    ADD CONSTRAINT pk_tag_change PRIMARY KEY (id);
ALTER TABLE ONLY transfer
    ADD CONSTRAINT pk_transfer PRIMARY KEY (id);
ALTER TABLE ONLY victim
    ADD CONSTRAINT pk_victim PRIMARY KEY (id);
ALTER TABLE ONLY victimlook
    ADD CONSTRAINT pk_victimlook PRIMARY KEY (id);
ALTER TABLE ONLY zone_seal
    ADD CONSTRAINT pk_zone_seal PRIMARY KEY (id);
ALTER TABLE ONLY carcass
    ADD CONSTRAINT uq_carcass_seal_no UNIQUE (seal_no);
ALTER TABLE ONLY death
    ADD CONSTRAINT uq_death_euthanasia_id UNIQUE (euthanasia_id);
ALTER TABLE ONLY disposal
    ADD CONSTRAINT uq_disposal_receipt_no UNIQUE (receipt_no);
ALTER TABLE ONLY dog
    ADD CONSTRAINT uq_dog_external_ref UNIQUE (external_ref);
ALTER TABLE ONLY found_by
    ADD CONSTRAINT uq_found_by_stay_id UNIQUE (stay_id);
ALTER TABLE ONLY journal
    ADD CONSTRAINT uq_journal_id UNIQUE (id);
ALTER TABLE ONLY staff
    ADD CONSTRAINT uq_staff_account UNIQUE (account);
ALTER TABLE ONLY stay
    ADD CONSTRAINT uq_stay_stay_no UNIQUE (stay_no);
ALTER TABLE ONLY tag_batch
    ADD CONSTRAINT uq_tag_batch_number UNIQUE (number);
CREATE INDEX found_by_day_of_words ON found_by USING btree (serial, day_of_words);
CREATE INDEX found_by_words ON found_by USING gin (found_by_keys((words)::text)) WITH (fastupdate=off);
CREATE INDEX ix_blank_tag_batch_id ON blank_tag USING btree (batch_id);
CREATE INDEX ix_broken_hold_dog_id ON broken_hold USING btree (dog_id);
CREATE INDEX ix_broken_hold_seen_at ON broken_hold USING btree (seen_at);
CREATE INDEX ix_carcass_disposal_id ON carcass USING btree (disposal_id);
CREATE INDEX ix_correction_dog_id ON correction USING btree (dog_id);
CREATE INDEX ix_correction_state ON correction USING btree (state);
CREATE INDEX ix_custodystep_stay_id ON custodystep USING btree (stay_id);
CREATE INDEX ix_death_at ON death USING btree (at);
CREATE INDEX ix_death_stay_id ON death USING btree (stay_id);
CREATE INDEX ix_disposal_disposed_at ON disposal USING btree (disposed_at);
CREATE INDEX ix_dog_chip ON dog USING btree (chip);
CREATE INDEX ix_dog_gone_at ON dog USING btree (gone_at);
CREATE INDEX ix_euthanasia_decided_at ON euthanasia USING btree (decided_at);
CREATE INDEX ix_euthanasia_dog_id ON euthanasia USING btree (dog_id);
CREATE INDEX ix_export_by ON export USING btree (by);
CREATE INDEX ix_hold_due ON hold USING btree (released_at, until);
CREATE INDEX ix_hold_stay_id ON hold USING btree (stay_id);
CREATE INDEX ix_holdextension_decided_at ON holdextension USING btree (decided_at);
CREATE INDEX ix_holdextension_hold_id ON holdextension USING btree (hold_id);
CREATE INDEX ix_holdrequest_decided_at ON holdrequest USING btree (decided_at);
CREATE INDEX ix_holdrequest_hold_id ON holdrequest USING btree (hold_id);
CREATE INDEX ix_journal_subject ON journal USING btree (subject);
CREATE INDEX ix_kennel_entry_kennel ON kennel_entry USING btree (kennel);
CREATE INDEX ix_kennel_zone ON kennel USING btree (zone);
CREATE INDEX ix_litter_litter ON litter USING btree (litter);
CREATE INDEX ix_login_try_last_at ON login_try USING btree (last_at);
CREATE INDEX ix_notice_stay_id ON notice USING btree (stay_id);
CREATE INDEX ix_operationchange_operation_id ON operationchange USING btree (operation_id);
CREATE INDEX ix_operationincident_operation_id ON operationincident USING btree (operation_id);
CREATE INDEX ix_photo_dog_id ON photo USING btree (dog_id);
CREATE INDEX ix_photo_sha256 ON photo USING btree (sha256);
CREATE INDEX ix_staff_act_username ON staff_act USING btree (username);
CREATE INDEX ix_stay_dog_id ON stay USING btree (dog_id);
CREATE INDEX ix_stay_kennel ON stay USING btree (kennel);
CREATE INDEX ix_stay_operation_id ON stay USING btree (operation_id);
CREATE INDEX ix_stay_outcome ON stay USING btree (outcome);
CREATE INDEX ix_stay_status ON stay USING btree (status);
CREATE INDEX ix_tag_change_code ON tag_change USING btree (code);
CREATE INDEX ix_tag_dog_id ON tag USING btree (dog_id);
CREATE INDEX ix_transfer_decided_at ON transfer USING btree (decided_at);
CREATE INDEX ix_transfer_stay_id ON transfer USING btree (stay_id);
CREATE INDEX ix_victim_stay_id ON victim USING btree (stay_id);
CREATE INDEX ix_victimlook_victim ON victimlook USING btree (victim);
CREATE INDEX ix_zone_seal_zone ON zone_seal USING btree (zone);
CREATE UNIQUE INDEX uq_tag_one_worn ON tag USING btree (dog_id) WHERE ((status)::text = 'ACTIVE'::text);
