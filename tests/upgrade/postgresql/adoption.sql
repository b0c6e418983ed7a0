CREATE TABLE adoption (
    adoption_id character varying NOT NULL,
    dog_id character varying NOT NULL,
    stay_id character varying NOT NULL,
    application_id character varying,
    person character varying NOT NULL,
    handed_over_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone
);
CREATE TABLE alembic_adoption (
    version_num character varying(32) NOT NULL
);
CREATE TABLE application (
    application_id character varying NOT NULL,
    dog_id character varying NOT NULL,
    person character varying NOT NULL,
    status character varying NOT NULL,
    note bytea,
    reason character varying,
    applied_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by character varying
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
    heard json NOT NULL,
    first_stay character varying,
    stay_no character varying,
    found_at timestamp with time zone,
    name character varying,
    sex character varying NOT NULL,
    breed character varying NOT NULL,
    colour character varying NOT NULL,
    age_months integer,
    size character varying NOT NULL,
    custody_basis character varying,
    claim_until timestamp with time zone,
    division character varying NOT NULL,
    external_ref character varying,
    status character varying NOT NULL,
    custody_stay character varying,
    tag character varying,
    vaccinated_until date,
    died_at timestamp with time zone,
    stay_id character varying,
    listed_at timestamp with time zone,
    reserved_for character varying,
    open_reclaims integer NOT NULL,
    gone character varying,
    holds json DEFAULT '{}'::json NOT NULL,
    held_until timestamp with time zone,
    kept_from_owner_until timestamp with time zone,
    claim_lifted character varying,
    known_since timestamp with time zone,
    chip character varying,
    kennel character varying,
    photo character varying
);
CREATE TABLE ended_sessions (
    account text NOT NULL,
    before text NOT NULL
);
CREATE TABLE handover (
    handover_id character varying NOT NULL,
    dog_id character varying NOT NULL,
    stay_id character varying NOT NULL,
    left_by character varying NOT NULL,
    record character varying NOT NULL,
    adoption_id character varying,
    person character varying NOT NULL,
    shown_by character varying NOT NULL,
    proof_seen json NOT NULL,
    proof_note bytea,
    others json NOT NULL,
    listed_at timestamp with time zone,
    handed_over_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    undone_at timestamp with time zone,
    undone_by character varying,
    undone_because character varying
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
CREATE TABLE import (
    import_id character varying NOT NULL,
    status character varying NOT NULL,
    rows integer NOT NULL,
    csv character varying NOT NULL,
    asked_by character varying NOT NULL,
    asked_at timestamp with time zone NOT NULL
);
CREATE TABLE importedrow (
    import_id character varying NOT NULL,
    "row" integer NOT NULL,
    outcome character varying NOT NULL,
    reason character varying
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
CREATE TABLE look (
    look_id character varying NOT NULL,
    person character varying NOT NULL,
    who character varying NOT NULL,
    note character varying NOT NULL,
    looked_at timestamp with time zone NOT NULL,
    purpose character varying DEFAULT 'OTHER'::character varying NOT NULL,
    record character varying DEFAULT ''::character varying NOT NULL
);
CREATE TABLE person (
    person character varying NOT NULL,
    name bytea NOT NULL,
    phone bytea NOT NULL,
    email bytea,
    id_number bytea,
    kept_at timestamp with time zone NOT NULL
);
CREATE TABLE reclaim (
    reclaim_id character varying NOT NULL,
    dog_id character varying NOT NULL,
    stay_id character varying NOT NULL,
    person character varying NOT NULL,
    status character varying NOT NULL,
    proof bytea,
    licence_no bytea,
    reason character varying,
    requested_at timestamp with time zone NOT NULL,
    handed_over_at timestamp with time zone,
    decided_by character varying
);
CREATE TABLE relayed (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    ends text DEFAULT ''::text NOT NULL,
    length bigint DEFAULT '-1'::bigint NOT NULL,
    added bigint DEFAULT '-1'::bigint NOT NULL,
    trimmed bigint DEFAULT '0'::bigint
);
CREATE TABLE return (
    return_id character varying NOT NULL,
    dog_id character varying NOT NULL,
    left_stay character varying NOT NULL,
    stay_id character varying NOT NULL,
    left_by character varying NOT NULL,
    reason character varying NOT NULL,
    returned_at timestamp with time zone NOT NULL
);
CREATE TABLE visit (
    visit_id character varying NOT NULL,
    day date NOT NULL,
    people integer NOT NULL,
    person character varying NOT NULL,
    booked_at timestamp with time zone NOT NULL
);
INSERT INTO adoption VALUES
	('01a22742-9c1b-7894-b2d1-b85377873b6d', '01a22742-9338-7d12-ad9a-80b07e4a504a', '01a22742-9339-71f1-9df8-02147a1989af', '01a22742-9bdd-7c36-b204-e9109a97ddc1', '01a22742-9bdd-7b55-92eb-029bdbce9394', '2026-11-29 12:23:26.491561+00', NULL);
INSERT INTO alembic_adoption VALUES
	('0009');
INSERT INTO application VALUES
	('01a22742-9bdd-7c36-b204-e9109a97ddc1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '01a22742-9bdd-7b55-92eb-029bdbce9394', 'ADOPTED', NULL, NULL, '2026-11-29 12:23:26.429609+00', '2026-11-29 12:23:26.46453+00', 'admin');
INSERT INTO dog VALUES
	('01a22742-9338-7d12-ad9a-80b07e4a504a', '{"intake:description": 1, "intake:custody": 18, "intake:tag": 2, "intake:kennel": 3}', '01a22742-9339-71f1-9df8-02147a1989af', 'HH-2026-000001', '2026-10-30 12:23:24.146634+00', '黑豆', 'female', 'GSD', 'GY', 36, 'S', 'STRAY', '2026-11-09 16:00:00+00', '150102003', NULL, 'ADOPTED', '01a22742-9339-71f1-9df8-02147a1989af', 'SPSF3XY6V2AD', '2027-11-29', NULL, '01a22742-9339-71f1-9df8-02147a1989af', NULL, NULL, 0, 'ADOPTED', '{"01a22742-9343-7596-b99a-ff28842e67d7": {"sequence": 1, "blocks": ["ADOPTED"], "until": "2026-11-13T16:00:00.000000Z"}}', '2026-11-13 16:00:00+00', NULL, NULL, '2026-11-29 12:23:24.486945+00', NULL, 'A01', NULL),
	('01a22742-9630-7952-a365-6a15b4d38972', '{"intake:description": 8, "intake:custody": 20, "intake:tag": 9, "intake:kennel": 10}', '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', 'HH-2026-000003', '2026-11-29 12:23:24.966271+00', NULL, 'male', 'MIX', 'GY', 96, 'M', 'STRAY', '2026-12-09 16:00:00+00', '150105008', NULL, 'RECLAIMED', '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', 'D0MG4AJW4NZT', NULL, NULL, '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', NULL, NULL, 0, 'RECLAIMED', '{"01a22742-9633-7366-aae8-517727669c9a": {"sequence": 21, "blocks": [], "until": "9999-01-01T00:00:00.000000Z"}}', NULL, NULL, NULL, '2026-11-29 12:23:25.016822+00', NULL, 'A03', NULL),
	('01a22742-969e-7de4-88ca-bc47ed185ca9', '{"intake:description": 11, "intake:custody": 11, "intake:tag": 12, "intake:kennel": 13}', '01a22742-969e-7a8d-ab2d-e899a96b74dc', 'HH-2026-000004', '2026-11-29 12:23:25.080076+00', NULL, 'male', 'GSD', 'BK', 96, 'M', 'STRAY', '2026-12-09 16:00:00+00', '150105008', NULL, 'QUARANTINE', '01a22742-969e-7a8d-ab2d-e899a96b74dc', 'TV4XGDB574HK', NULL, NULL, '01a22742-969e-7a8d-ab2d-e899a96b74dc', NULL, NULL, 0, NULL, '{"01a22742-96a0-78d8-8b8f-eefbcea61095": {"sequence": 11, "blocks": ["ADOPTED"], "until": "2026-12-13T16:00:00.000000Z"}}', '2026-12-13 16:00:00+00', NULL, NULL, '2026-11-29 12:23:25.098421+00', NULL, 'A03', NULL),
	('01a22742-94e1-7615-a027-390627390988', '{"intake:description": 4, "intake:custody": 16, "intake:tag": 5, "intake:kennel": 6}', '01a22742-94e4-7e89-9b00-c262405f8ab8', 'HH-2026-000002', '2026-10-30 12:23:24.146634+00', '棉花', 'female', 'RURAL', 'WH', 14, 'M', 'STRAY', '2026-11-09 16:00:00+00', '150105002', NULL, 'ADOPTABLE', '01a22742-94e4-7e89-9b00-c262405f8ab8', 'XVTF11VN1G07', '2027-11-29', NULL, '01a22742-94e4-7e89-9b00-c262405f8ab8', '2026-11-29 12:23:26.071279+00', NULL, 0, NULL, '{"01a22742-94eb-7989-8447-93ca158f57d1": {"sequence": 4, "blocks": ["ADOPTED"], "until": "2026-11-13T16:00:00.000000Z"}}', '2026-11-13 16:00:00+00', NULL, NULL, '2026-11-29 12:23:24.66358+00', NULL, 'A02', NULL);
INSERT INTO handover VALUES
	('01a22742-9c1b-7fe7-8860-66a3fd81ff79', '01a22742-9338-7d12-ad9a-80b07e4a504a', '01a22742-9339-71f1-9df8-02147a1989af', 'ADOPTED', '01a22742-9bdd-7c36-b204-e9109a97ddc1', '01a22742-9c1b-7894-b2d1-b85377873b6d', '01a22742-9bdd-7b55-92eb-029bdbce9394', 'CLAIMANT', '["IDENTITY", "DOG_LICENCE"]', NULL, '[]', '2026-11-29 12:23:25.800711+00', '2026-11-29 12:23:26.491561+00', '2026-11-29 12:23:26.491561+00', 'admin', NULL, NULL, NULL),
	('01a22742-9c59-7f2c-b270-61e877cefdfb', '01a22742-9630-7952-a365-6a15b4d38972', '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', 'RECLAIMED', '01a22742-9c43-7826-92e9-2e160be42d76', NULL, '01a22742-9c42-78b6-8426-79b287aa5f75', 'CLAIMANT', '["IDENTITY", "DOG_LICENCE"]', NULL, '[]', NULL, '2026-11-29 12:23:26.553359+00', '2026-11-29 12:23:26.553359+00', 'admin', NULL, NULL, NULL);
INSERT INTO heard_of VALUES
	('qingcheng:registry', 2, '01a22742-98d9-7d8c-8e49-fa3cb8aa0e12'),
	('qingcheng:intake', 21, '01a22742-9dd3-78a0-99cb-3e842fbb7379');
INSERT INTO idempotency VALUES
	('admin', 'dd410fcd-7331-4325-a967-ac0108fbdac2', '983d97632232cea1d38dbdc61b6e7eaf4395ebfc89708aab8a8f66fe586e145f', '{"application_id":"01a22742-9bdd-7c36-b204-e9109a97ddc1","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","status":"PENDING"}', 201, '2026-11-29T12:23:26.424516Z'),
	('admin', '28ef2f6e-5d29-449a-8252-bce1b33db043', 'a93d1b961ee84375cbe1a4710b6823ad59c9d388f262a8c87ba493cda56ed192', '{"application_id":"01a22742-9bdd-7c36-b204-e9109a97ddc1","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","status":"APPROVED"}', 201, '2026-11-29T12:23:26.457887Z'),
	('admin', '0f326114-d41d-4794-9cf2-c909d7e7cc4b', 'b36b18f90d8ce786b7b31f6fb277c0d4d400978f41b55c03876b5df63300b2cc', '{"adoption_id":"01a22742-9c1b-7894-b2d1-b85377873b6d","application_id":"01a22742-9bdd-7c36-b204-e9109a97ddc1","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","handover_id":"01a22742-9c1b-7fe7-8860-66a3fd81ff79","undo_until":"2026-11-29T12:28:26.491561Z"}', 201, '2026-11-29T12:23:26.479907Z'),
	('admin', 'bba60599-ea58-4207-9c40-9d4922a6026e', 'c4973ec3a1197ac48db2a89567c6e038ea5002a4e1cab3a78ff1cf47e46ba5fb', '{"reclaim_id":"01a22742-9c43-7826-92e9-2e160be42d76","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","status":"REQUESTED"}', 201, '2026-11-29T12:23:26.529036Z'),
	('admin', 'c6289cd6-53b6-4692-88ef-337db9debf87', '4c7b91d2374c7d4e2a138492cc6cbd27996e00e3ef9cf1b7b6787d7239a0cbd8', '{"reclaim_id":"01a22742-9c43-7826-92e9-2e160be42d76","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","status":"RECLAIMED","handover_id":"01a22742-9c59-7f2c-b270-61e877cefdfb","undo_until":"2026-11-29T12:28:26.553359Z"}', 201, '2026-11-29T12:23:26.542772Z');
INSERT INTO inbox VALUES
	('01a22742-934d-7684-8368-34a67af3e5db', '/qingcheng/intake', 1, '2026-11-29T12:23:24.583010Z'),
	('01a22742-934d-710e-b892-45ebe65ae7db', '/qingcheng/intake', 2, '2026-11-29T12:23:24.583010Z'),
	('01a22742-9408-7d9f-b761-3dc8fa94454e', '/qingcheng/intake', 3, '2026-11-29T12:23:24.583010Z'),
	('01a22742-94ee-77df-a4df-9d506b8ca6a3', '/qingcheng/intake', 4, '2026-11-29T12:23:24.690094Z'),
	('01a22742-94ee-7f4e-9ce9-d7a9cd2f238d', '/qingcheng/intake', 5, '2026-11-29T12:23:24.690094Z'),
	('01a22742-94f4-7c1c-9ef5-92509fa8fcc8', '/qingcheng/intake', 6, '2026-11-29T12:23:24.690094Z'),
	('01a22742-963e-7304-83e9-1cbcc588bc45', '/qingcheng/intake', 8, '2026-11-29T12:23:25.048743Z'),
	('01a22742-963e-793b-ae29-d7d251949973', '/qingcheng/intake', 9, '2026-11-29T12:23:25.048743Z'),
	('01a22742-964f-76dd-b21b-368bb8afae90', '/qingcheng/intake', 10, '2026-11-29T12:23:25.048743Z'),
	('01a22742-96a0-7577-bb62-d126ff5047b3', '/qingcheng/intake', 11, '2026-11-29T12:23:25.177743Z'),
	('01a22742-96a1-78bb-b85a-a17c1486d48d', '/qingcheng/intake', 12, '2026-11-29T12:23:25.177743Z'),
	('01a22742-96a8-74e6-9b1e-bbb74106f21c', '/qingcheng/intake', 13, '2026-11-29T12:23:25.177743Z'),
	('01a22742-9834-756a-b11c-5120fa55e73c', '/qingcheng/registry', 1, '2026-11-29T12:23:25.765050Z'),
	('01a22742-98d9-7d8c-8e49-fa3cb8aa0e12', '/qingcheng/registry', 2, '2026-11-29T12:23:26.030051Z'),
	('01a22742-9b1e-730f-b822-f083c8721e54', '/qingcheng/intake', 15, '2026-11-29T12:23:26.332014Z'),
	('01a22742-9b8d-7f6b-bf5a-3ad73f33a64c', '/qingcheng/intake', 16, '2026-11-29T12:23:26.411282Z'),
	('01a22742-9c31-7b28-9a59-add8d1595f1f', '/qingcheng/intake', 17, '2026-11-29T12:23:26.588650Z'),
	('01a22742-9c5e-732d-a4ed-7d4efcb9dcb8', '/qingcheng/intake', 18, '2026-11-29T12:23:26.688155Z'),
	('01a22742-9cc6-72ca-8023-a9e36229a4e1', '/qingcheng/intake', 19, '2026-11-29T12:23:26.920635Z'),
	('01a22742-9dca-74ec-90aa-9a3962a7f8fc', '/qingcheng/intake', 20, '2026-11-29T12:23:27.132514Z'),
	('01a22742-9dd3-78a0-99cb-3e842fbb7379', '/qingcheng/intake', 21, '2026-11-29T12:23:27.132514Z');
INSERT INTO journal VALUES
	('qingcheng:adoption', 1, '01a22742-9968-7efa-afa0-a5091f264421', 'cn.qingcheng.dog.became-adoptable.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:25.858920Z', '00-be8cd3717f1a574b7032a473f31acecb-e2d0a94d75102f0c-01', '{"occurred_at":"2026-11-29T12:23:25.800711Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af"}'),
	('qingcheng:adoption', 2, '01a22742-9a77-795b-b61f-b86bada9ef29', 'cn.qingcheng.dog.became-adoptable.v1', '01a22742-94e1-7615-a027-390627390988', '2026-11-29T12:23:26.207016Z', '00-c3cc115a7092bcdd9ff5aa0ba09bdf77-41b4dd15715202df-01', '{"occurred_at":"2026-11-29T12:23:26.071279Z","dog_id":"01a22742-94e1-7615-a027-390627390988","stay_id":"01a22742-94e4-7e89-9b00-c262405f8ab8"}'),
	('qingcheng:adoption', 3, '01a22742-9bde-7127-aea1-bfc375c1409f', 'cn.qingcheng.adoption.applied-for.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:26.444841Z', '00-ac46a47d557c440c5ba7b93636c0c3ec-f712da1825e44933-01', '{"occurred_at":"2026-11-29T12:23:26.429609Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","application_id":"01a22742-9bdd-7c36-b204-e9109a97ddc1","person":"01a22742-9bdd-7b55-92eb-029bdbce9394"}'),
	('qingcheng:adoption', 4, '01a22742-9c03-7c03-92e1-6f3310c9433c', 'cn.qingcheng.adoption.approved.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:26.471162Z', '00-cb7aab5a74893a69d5d5b321f48707cd-c470e358b160fb45-01', '{"occurred_at":"2026-11-29T12:23:26.464530Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","application_id":"01a22742-9bdd-7c36-b204-e9109a97ddc1","person":"01a22742-9bdd-7b55-92eb-029bdbce9394"}'),
	('qingcheng:adoption', 5, '01a22742-9c1b-7fae-9448-3a7fcce7e5cf', 'cn.qingcheng.dog.adopted.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '2026-11-29T12:23:26.519759Z', '00-e74da56f4e703aad05c07b22e8f8a7f8-26470ee6f17b7d90-01', '{"occurred_at":"2026-11-29T12:23:26.491561Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","adoption_id":"01a22742-9c1b-7894-b2d1-b85377873b6d","person":"01a22742-9bdd-7b55-92eb-029bdbce9394","handover_id":"01a22742-9c1b-7fe7-8860-66a3fd81ff79"}'),
	('qingcheng:adoption', 6, '01a22742-9c43-7b87-97c2-d3188cfc9454', 'cn.qingcheng.reclaim.requested.v1', '01a22742-9630-7952-a365-6a15b4d38972', '2026-11-29T12:23:26.536683Z', '00-42dc683e9d3c53836b4642f308b2cbb8-6322c4f8f9615151-01', '{"occurred_at":"2026-11-29T12:23:26.530840Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","reclaim_id":"01a22742-9c43-7826-92e9-2e160be42d76","person":"01a22742-9c42-78b6-8426-79b287aa5f75"}'),
	('qingcheng:adoption', 7, '01a22742-9c59-7307-96dd-73b7cf38120c', 'cn.qingcheng.dog.reclaimed.v1', '01a22742-9630-7952-a365-6a15b4d38972', '2026-11-29T12:23:26.572472Z', '00-71ce7d4e3e251eda281c32005239fdbf-6e3abbae991f1f8d-01', '{"occurred_at":"2026-11-29T12:23:26.553359Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","reclaim_id":"01a22742-9c43-7826-92e9-2e160be42d76","person":"01a22742-9c42-78b6-8426-79b287aa5f75","handover_id":"01a22742-9c59-7f2c-b270-61e877cefdfb"}');
INSERT INTO known_keys VALUES
	('personal-adoption', '9b7db859d5d6089cbb0638b81514ddb6', '2026-11-29T12:23:23.044965Z', false);
INSERT INTO person VALUES
	('01a22742-9bdd-7b55-92eb-029bdbce9394', '\x016b45ee32a0f4f884507acf0b61b23e1d8b4c411b9c4435aa63d806ac3f682e387e0b', '\x01bdebf3cc53cdd5a016682c075c442ee9f5dd7af04a10aa7259679c355f185cc023d4a9bb39b610', NULL, NULL, '2026-11-29 12:23:26.429745+00'),
	('01a22742-9c42-78b6-8426-79b287aa5f75', '\x017254a1afcece555c9548a548ce16f542649153f4b9cd7cb3a4422904a756eab50a01', '\x01d68827835fd7a1d9383619d19289ee535130e8b77c53a107c159e631710be200568e577d322b24', NULL, NULL, '2026-11-29 12:23:26.530921+00');
INSERT INTO reclaim VALUES
	('01a22742-9c43-7826-92e9-2e160be42d76', '01a22742-9630-7952-a365-6a15b4d38972', '01a22742-9630-7a6a-8dd1-df3cbfa7a27c', '01a22742-9c42-78b6-8426-79b287aa5f75', 'RECLAIMED', NULL, NULL, NULL, '2026-11-29 12:23:26.53084+00', '2026-11-29 12:23:26.553359+00', 'admin');
INSERT INTO relayed VALUES
	('qingcheng:adoption', 1, '1795955006014-0', 1, 1, 0),
	('qingcheng:adoption:restricted', 0, '0-0', 0, 0, 0);
ALTER TABLE ONLY alembic_adoption
    ADD CONSTRAINT alembic_adoption_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY adoption
    ADD CONSTRAINT pk_adoption PRIMARY KEY (adoption_id);
ALTER TABLE ONLY application
    ADD CONSTRAINT pk_application PRIMARY KEY (application_id);
ALTER TABLE ONLY contradictions
    ADD CONSTRAINT pk_contradictions PRIMARY KEY (stream);
ALTER TABLE ONLY dog
    ADD CONSTRAINT pk_dog PRIMARY KEY (dog_id);
ALTER TABLE ONLY ended_sessions
    ADD CONSTRAINT pk_ended_sessions PRIMARY KEY (account);
ALTER TABLE ONLY handover
    ADD CONSTRAINT pk_handover PRIMARY KEY (handover_id);
ALTER TABLE ONLY heard_of
    ADD CONSTRAINT pk_heard_of PRIMARY KEY (stream);
ALTER TABLE ONLY idempotency
    ADD CONSTRAINT pk_idempotency PRIMARY KEY (caller, key);
ALTER TABLE ONLY import
    ADD CONSTRAINT pk_import PRIMARY KEY (import_id);
ALTER TABLE ONLY importedrow
    ADD CONSTRAINT pk_importedrow PRIMARY KEY (import_id, "row");
ALTER TABLE ONLY inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (event_id);
ALTER TABLE ONLY interventions
    ADD CONSTRAINT pk_interventions PRIMARY KEY (id);
ALTER TABLE ONLY journal
    ADD CONSTRAINT pk_journal PRIMARY KEY (stream, sequence);
ALTER TABLE ONLY known_keys
    ADD CONSTRAINT pk_known_keys PRIMARY KEY (name);
ALTER TABLE ONLY look
    ADD CONSTRAINT pk_look PRIMARY KEY (look_id);
ALTER TABLE ONLY person
    ADD CONSTRAINT pk_person PRIMARY KEY (person);
ALTER TABLE ONLY reclaim
    ADD CONSTRAINT pk_reclaim PRIMARY KEY (reclaim_id);
ALTER TABLE ONLY relayed
    ADD CONSTRAINT pk_relayed PRIMARY KEY (stream);
ALTER TABLE ONLY return
    ADD CONSTRAINT pk_return PRIMARY KEY (return_id);
ALTER TABLE ONLY visit
    ADD CONSTRAINT pk_visit PRIMARY KEY (visit_id);
ALTER TABLE ONLY journal
    ADD CONSTRAINT uq_journal_id UNIQUE (id);
CREATE INDEX ix_adoption_dog_id ON adoption USING btree (dog_id);
CREATE INDEX ix_application_dog_id ON application USING btree (dog_id);
CREATE INDEX ix_application_status ON application USING btree (status);
CREATE INDEX ix_dog_external_ref ON dog USING btree (external_ref);
CREATE INDEX ix_dog_gallery ON dog USING btree (listed_at, dog_id);
CREATE INDEX ix_dog_waiting ON dog USING btree (listed_at, gone, vaccinated_until);
CREATE INDEX ix_handover_dog_id ON handover USING btree (dog_id);
CREATE INDEX ix_handover_record ON handover USING btree (record);
CREATE INDEX ix_import_status ON import USING btree (status);
CREATE INDEX ix_journal_subject ON journal USING btree (subject);
CREATE INDEX ix_look_person ON look USING btree (person);
CREATE INDEX ix_look_who ON look USING btree (who);
CREATE INDEX ix_reclaim_dog_id ON reclaim USING btree (dog_id);
CREATE INDEX ix_reclaim_status ON reclaim USING btree (status);
CREATE INDEX ix_return_dog_id ON return USING btree (dog_id);
CREATE INDEX ix_return_left_stay ON return USING btree (left_stay);
CREATE INDEX ix_visit_day ON visit USING btree (day);
