CREATE TABLE alembic_registry (
    version_num character varying(32) NOT NULL
);
CREATE TABLE contradictions (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL,
    said_by text NOT NULL,
    found_at text NOT NULL,
    decided_at text
);
CREATE TABLE dog (
    dog_id character varying NOT NULL,
    name character varying,
    sex character varying,
    breed character varying,
    colour character varying,
    age_months integer,
    size character varying,
    division character varying,
    external_ref character varying,
    found_at timestamp with time zone,
    stay_no character varying,
    claim_until timestamp with time zone,
    status character varying,
    chip character varying,
    died_at timestamp with time zone,
    heard json NOT NULL
);
CREATE TABLE ended_sessions (
    account text NOT NULL,
    before text NOT NULL
);
CREATE TABLE heard_of (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL
);
CREATE TABLE idempotency (
    caller text NOT NULL,
    key text NOT NULL,
    request text NOT NULL,
    answer text NOT NULL,
    status integer NOT NULL,
    made_at text NOT NULL
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
CREATE TABLE known_keys (
    name text NOT NULL,
    fingerprint text NOT NULL,
    since text NOT NULL,
    made_anew boolean NOT NULL
);
CREATE TABLE relayed (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    ends text DEFAULT ''::text NOT NULL,
    length bigint DEFAULT '-1'::bigint NOT NULL,
    added bigint DEFAULT '-1'::bigint NOT NULL,
    trimmed bigint DEFAULT '0'::bigint
);
CREATE TABLE tag (
    code character varying NOT NULL,
    dog_id character varying NOT NULL,
    active boolean NOT NULL,
    heard json NOT NULL
);
CREATE TABLE vaccination (
    vaccination_id character varying NOT NULL,
    dog_id character varying NOT NULL,
    disease character varying NOT NULL,
    product character varying NOT NULL,
    manufacturer character varying NOT NULL,
    batch_no character varying NOT NULL,
    given_at timestamp with time zone NOT NULL,
    valid_until date NOT NULL,
    vet_licence character varying NOT NULL
);
INSERT INTO alembic_registry VALUES
	('0006');
INSERT INTO dog VALUES
	('01a22742-969e-7de4-88ca-bc47ed185ca9', NULL, 'male', 'GSD', 'BK', 96, 'M', '150105008', NULL, '2026-11-29 12:23:25.080076+00', 'HH-2026-000004', '2026-12-09 16:00:00+00', 'QUARANTINE', NULL, NULL, '{"intake:description": 11, "intake:stay": 11, "intake:claim_until": 11, "intake:status": 11}'),
	('01a22742-94e1-7615-a027-390627390988', '棉花', 'female', 'RURAL', 'WH', 14, 'M', '150105002', NULL, '2026-10-30 12:23:24.146634+00', 'HH-2026-000002', '2026-11-09 16:00:00+00', 'ADOPTABLE', NULL, NULL, '{"intake:description": 4, "intake:stay": 4, "intake:claim_until": 4, "intake:status": 16}'),
	('01a22742-9338-7d12-ad9a-80b07e4a504a', '黑豆', 'female', 'GSD', 'GY', 36, 'S', '150102003', NULL, '2026-10-30 12:23:24.146634+00', 'HH-2026-000001', '2026-11-09 16:00:00+00', 'ADOPTED', NULL, NULL, '{"intake:description": 1, "intake:stay": 1, "intake:claim_until": 1, "intake:status": 18}'),
	('01a22742-9630-7952-a365-6a15b4d38972', NULL, 'male', 'MIX', 'GY', 96, 'M', '150105008', NULL, '2026-11-29 12:23:24.966271+00', 'HH-2026-000003', '2026-12-09 16:00:00+00', 'RECLAIMED', NULL, NULL, '{"intake:description": 8, "intake:stay": 8, "intake:claim_until": 8, "intake:status": 20}');
INSERT INTO heard_of VALUES
	('qingcheng:intake', 20, '01a22742-9dca-74ec-90aa-9a3962a7f8fc');
INSERT INTO idempotency VALUES
	('admin', '7de6b4d3-47e9-4def-a9a9-93cc780bd107', '2a17dc22645a9d715edb040bd360272b1c4a8989258e6f13fd7c3f3c2a4cef48', '{"vaccination_id":"01a22742-9833-7b6b-9516-e8827e465fa9","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","status":"VALID","valid_until":"2027-11-29"}', 201, '2026-11-29T12:23:25.479044Z'),
	('admin', '2b600ff5-3861-40a6-8741-69e6360abb0a', '3145c3d99c89d94f584dceb5cc9bf8040347e9c69322386541fdedc8addc25b3', '{"vaccination_id":"01a22742-98d6-78b2-9e2f-2070fe4b40b7","dog_id":"01a22742-94e1-7615-a027-390627390988","status":"VALID","valid_until":"2027-11-29"}', 201, '2026-11-29T12:23:25.583502Z');
INSERT INTO inbox VALUES
	('01a22742-934d-7684-8368-34a67af3e5db', '/qingcheng/intake', 1, '2026-11-29T12:23:24.562498Z'),
	('01a22742-934d-710e-b892-45ebe65ae7db', '/qingcheng/intake', 2, '2026-11-29T12:23:24.562498Z'),
	('01a22742-94ee-77df-a4df-9d506b8ca6a3', '/qingcheng/intake', 4, '2026-11-29T12:23:24.688011Z'),
	('01a22742-94ee-7f4e-9ce9-d7a9cd2f238d', '/qingcheng/intake', 5, '2026-11-29T12:23:24.688011Z'),
	('01a22742-963e-7304-83e9-1cbcc588bc45', '/qingcheng/intake', 8, '2026-11-29T12:23:25.047926Z'),
	('01a22742-963e-793b-ae29-d7d251949973', '/qingcheng/intake', 9, '2026-11-29T12:23:25.047926Z'),
	('01a22742-96a0-7577-bb62-d126ff5047b3', '/qingcheng/intake', 11, '2026-11-29T12:23:25.185316Z'),
	('01a22742-96a1-78bb-b85a-a17c1486d48d', '/qingcheng/intake', 12, '2026-11-29T12:23:25.185316Z'),
	('01a22742-9b1e-730f-b822-f083c8721e54', '/qingcheng/intake', 15, '2026-11-29T12:23:26.332257Z'),
	('01a22742-9b8d-7f6b-bf5a-3ad73f33a64c', '/qingcheng/intake', 16, '2026-11-29T12:23:26.420118Z'),
	('01a22742-9c31-7b28-9a59-add8d1595f1f', '/qingcheng/intake', 17, '2026-11-29T12:23:26.573407Z'),
	('01a22742-9c5e-732d-a4ed-7d4efcb9dcb8', '/qingcheng/intake', 18, '2026-11-29T12:23:26.691738Z'),
	('01a22742-9cc6-72ca-8023-a9e36229a4e1', '/qingcheng/intake', 19, '2026-11-29T12:23:26.920096Z'),
	('01a22742-9dca-74ec-90aa-9a3962a7f8fc', '/qingcheng/intake', 20, '2026-11-29T12:23:27.133263Z');
INSERT INTO journal VALUES
	('qingcheng:registry', 1, '01a22742-9834-756a-b11c-5120fa55e73c', 'cn.qingcheng.dog.vaccinated.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:25.525957Z', '00-be8cd3717f1a574b7032a473f31acecb-a561e82fe1d6829c-01', '{"occurred_at":"2026-11-29T12:23:25.460532Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","vaccination_id":"01a22742-9833-7b6b-9516-e8827e465fa9","disease":"rabies","product":"狂犬病灭活疫苗","manufacturer":"示例生物","batch_no":"20260501","valid_until":"2027-11-29"}'),
	('qingcheng:registry', 2, '01a22742-98d9-7d8c-8e49-fa3cb8aa0e12', 'cn.qingcheng.dog.vaccinated.v1', '01a22742-94e1-7615-a027-390627390988', '2026-11-29T12:23:25.665943Z', '00-c3cc115a7092bcdd9ff5aa0ba09bdf77-5ddbd34deb743573-01', '{"occurred_at":"2026-11-29T12:23:25.546582Z","dog_id":"01a22742-94e1-7615-a027-390627390988","vaccination_id":"01a22742-98d6-78b2-9e2f-2070fe4b40b7","disease":"rabies","product":"狂犬病灭活疫苗","manufacturer":"示例生物","batch_no":"20260501","valid_until":"2027-11-29"}');
INSERT INTO relayed VALUES
	('qingcheng:registry', 2, '1795955005901-0', 2, 2, 0),
	('qingcheng:registry:restricted', 0, '0-0', 0, 0, 0);
INSERT INTO tag VALUES
	('SPSF3XY6V2AD', '01a22742-9338-7d12-ad9a-80b07e4a504a', true, '{"intake:tag": 2}'),
	('XVTF11VN1G07', '01a22742-94e1-7615-a027-390627390988', true, '{"intake:tag": 5}'),
	('D0MG4AJW4NZT', '01a22742-9630-7952-a365-6a15b4d38972', true, '{"intake:tag": 9}'),
	('TV4XGDB574HK', '01a22742-969e-7de4-88ca-bc47ed185ca9', true, '{"intake:tag": 12}');
INSERT INTO vaccination VALUES
	('01a22742-9833-7b6b-9516-e8827e465fa9', '01a22742-9338-7d12-ad9a-80b07e4a504a', 'rabies', '狂犬病灭活疫苗', '示例生物', '20260501', '2026-11-29 12:23:25.460532+00', '2027-11-29', 'A012015000123'),
	('01a22742-98d6-78b2-9e2f-2070fe4b40b7', '01a22742-94e1-7615-a027-390627390988', 'rabies', '狂犬病灭活疫苗', '示例生物', '20260501', '2026-11-29 12:23:25.546582+00', '2027-11-29', 'A012015000123');
ALTER TABLE ONLY alembic_registry
    ADD CONSTRAINT alembic_registry_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY contradictions
    ADD CONSTRAINT pk_contradictions PRIMARY KEY (stream);
ALTER TABLE ONLY dog
    ADD CONSTRAINT pk_dog PRIMARY KEY (dog_id);
ALTER TABLE ONLY ended_sessions
    ADD CONSTRAINT pk_ended_sessions PRIMARY KEY (account);
ALTER TABLE ONLY heard_of
    ADD CONSTRAINT pk_heard_of PRIMARY KEY (stream);
ALTER TABLE ONLY idempotency
    ADD CONSTRAINT pk_idempotency PRIMARY KEY (caller, key);
ALTER TABLE ONLY inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (event_id);
ALTER TABLE ONLY interventions
    ADD CONSTRAINT pk_interventions PRIMARY KEY (id);
ALTER TABLE ONLY journal
    ADD CONSTRAINT pk_journal PRIMARY KEY (stream, sequence);
ALTER TABLE ONLY known_keys
    ADD CONSTRAINT pk_known_keys PRIMARY KEY (name);
ALTER TABLE ONLY relayed
    ADD CONSTRAINT pk_relayed PRIMARY KEY (stream);
ALTER TABLE ONLY tag
    ADD CONSTRAINT pk_tag PRIMARY KEY (code);
ALTER TABLE ONLY vaccination
    ADD CONSTRAINT pk_vaccination PRIMARY KEY (vaccination_id);
ALTER TABLE ONLY journal
    ADD CONSTRAINT uq_journal_id UNIQUE (id);
CREATE INDEX ix_journal_subject ON journal USING btree (subject);
CREATE INDEX ix_vaccination_of_dog ON vaccination USING btree (dog_id, disease, valid_until);
