CREATE TABLE alembic_notify (
    version_num character varying(32) NOT NULL
);
CREATE TABLE attempt (
    attempt_id integer NOT NULL,
    message_id character varying NOT NULL,
    number integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    outcome character varying,
    detail character varying
);
CREATE SEQUENCE attempt_attempt_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE attempt_attempt_id_seq OWNED BY attempt.attempt_id;
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
    stay_no character varying,
    name character varying,
    breed character varying,
    colour character varying,
    code character varying,
    heard json NOT NULL
);
CREATE TABLE ended_sessions (
    account text NOT NULL,
    before text NOT NULL
);
CREATE TABLE feed (
    "position" bigint NOT NULL,
    event_id character varying NOT NULL,
    type character varying NOT NULL,
    subject character varying NOT NULL,
    source character varying NOT NULL,
    sequence bigint NOT NULL,
    "time" character varying NOT NULL,
    audience character varying NOT NULL,
    dataschema character varying NOT NULL,
    traceparent character varying NOT NULL,
    data text NOT NULL
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
CREATE TABLE interest (
    type character varying NOT NULL,
    subscription_id character varying NOT NULL
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
CREATE TABLE message (
    message_id character varying NOT NULL,
    subscription_id character varying NOT NULL,
    event_id character varying NOT NULL,
    channel character varying NOT NULL,
    template character varying NOT NULL,
    status character varying NOT NULL,
    attempts integer NOT NULL,
    next_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    error character varying,
    provider_id character varying,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone
);
CREATE TABLE relayed (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    ends text DEFAULT ''::text NOT NULL,
    length bigint DEFAULT '-1'::bigint NOT NULL,
    added bigint DEFAULT '-1'::bigint NOT NULL,
    trimmed bigint DEFAULT '0'::bigint
);
CREATE TABLE subscription (
    subscription_id character varying NOT NULL,
    channel character varying NOT NULL,
    address bytea NOT NULL,
    secret bytea,
    masked character varying NOT NULL,
    types json NOT NULL,
    dog_id character varying,
    lang character varying NOT NULL,
    made_by character varying NOT NULL,
    made_at timestamp with time zone NOT NULL,
    cancelled_at timestamp with time zone,
    cancelled_because character varying
);
ALTER TABLE ONLY attempt ALTER COLUMN attempt_id SET DEFAULT nextval('attempt_attempt_id_seq'::regclass);
INSERT INTO alembic_notify VALUES
	('0006');
INSERT INTO attempt VALUES
	(1, '01a22742-9870-78bf-89e6-3048353a983e', 1, '2026-11-29 12:23:25.661806+00', '2026-11-29 12:23:25.897998+00', 'sent', 'logged'),
	(2, '01a22742-9c64-7848-ad1a-4b3d258ef59e', 1, '2026-11-29 12:23:26.657412+00', '2026-11-29 12:23:26.899807+00', 'sent', 'logged'),
	(3, '01a22742-9e07-7ad8-b4df-70d2fdb1c741', 1, '2026-11-29 12:23:27.176368+00', NULL, NULL, NULL);
INSERT INTO dog VALUES
	('01a22742-9338-7d12-ad9a-80b07e4a504a', 'HH-2026-000001', '黑豆', 'GSD', 'GY', 'SPSF3XY6V2AD', '{"intake:dog": 1, "intake:stay": 1, "intake:tag": 2}'),
	('01a22742-94e1-7615-a027-390627390988', 'HH-2026-000002', '棉花', 'RURAL', 'WH', 'XVTF11VN1G07', '{"intake:dog": 4, "intake:stay": 4, "intake:tag": 5}'),
	('01a22742-9630-7952-a365-6a15b4d38972', 'HH-2026-000003', NULL, 'MIX', 'GY', 'D0MG4AJW4NZT', '{"intake:dog": 8, "intake:stay": 8, "intake:tag": 9}'),
	('01a22742-969e-7de4-88ca-bc47ed185ca9', 'HH-2026-000004', NULL, 'GSD', 'BK', 'TV4XGDB574HK', '{"intake:dog": 11, "intake:stay": 11, "intake:tag": 12}');
INSERT INTO feed VALUES
	(1, '01a22742-934d-7684-8368-34a67af3e5db', 'cn.qingcheng.dog.intaken.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/intake', 1, '2026-11-29T12:23:24.486945Z', 'public', 'DogIntaken.v1.json', '00-43891a4e682bcffb85c8563e6bdd874a-56ec1bf2703cf467-01', '{"occurred_at":"2026-10-30T12:23:24.146634Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","stay_no":"HH-2026-000001","custody_basis":"STRAY","operation_id":null,"division":"150102003","name":"黑豆","sex":"female","breed":"GSD","colour":"GY","age_months":36,"size":"S","status":"QUARANTINE","claim_until":"2026-11-09T16:00:00Z","external_ref":null,"holds":{"01a22742-9343-7596-b99a-ff28842e67d7":"2026-11-13T16:00:00Z"}}'),
	(2, '01a22742-934d-710e-b892-45ebe65ae7db', 'cn.qingcheng.tag.issued.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/intake', 2, '2026-11-29T12:23:24.486945Z', 'staff', 'TagIssued.v1.json', '00-43891a4e682bcffb85c8563e6bdd874a-64d12885a2f37a52-01', '{"occurred_at":"2026-11-29T12:23:24.216952Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","code":"SPSF3XY6V2AD"}'),
	(3, '01a22742-9408-7d9f-b761-3dc8fa94454e', 'cn.qingcheng.kennel.assigned.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/intake', 3, '2026-11-29T12:23:24.486945Z', 'staff', 'KennelAssigned.v1.json', '00-43891a4e682bcffb85c8563e6bdd874a-c09516703f1a3c27-01', '{"occurred_at":"2026-11-29T12:23:24.423998Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","kennel":"A01"}'),
	(4, '01a22742-94ee-77df-a4df-9d506b8ca6a3', 'cn.qingcheng.dog.intaken.v1', '01a22742-94e1-7615-a027-390627390988', '/qingcheng/intake', 4, '2026-11-29T12:23:24.663580Z', 'public', 'DogIntaken.v1.json', '00-2dac32461a25cb26aa8748b2550390a2-fc6a169ff3286421-01', '{"occurred_at":"2026-10-30T12:23:24.146634Z","dog_id":"01a22742-94e1-7615-a027-390627390988","stay_id":"01a22742-94e4-7e89-9b00-c262405f8ab8","stay_no":"HH-2026-000002","custody_basis":"STRAY","operation_id":null,"division":"150105002","name":"棉花","sex":"female","breed":"RURAL","colour":"WH","age_months":14,"size":"M","status":"QUARANTINE","claim_until":"2026-11-09T16:00:00Z","external_ref":null,"holds":{"01a22742-94eb-7989-8447-93ca158f57d1":"2026-11-13T16:00:00Z"}}'),
	(5, '01a22742-94ee-7f4e-9ce9-d7a9cd2f238d', 'cn.qingcheng.tag.issued.v1', '01a22742-94e1-7615-a027-390627390988', '/qingcheng/intake', 5, '2026-11-29T12:23:24.663580Z', 'staff', 'TagIssued.v1.json', '00-2dac32461a25cb26aa8748b2550390a2-bb7410e4ae4dc46c-01', '{"occurred_at":"2026-11-29T12:23:24.641599Z","dog_id":"01a22742-94e1-7615-a027-390627390988","code":"XVTF11VN1G07"}'),
	(6, '01a22742-94f4-7c1c-9ef5-92509fa8fcc8', 'cn.qingcheng.kennel.assigned.v1', '01a22742-94e1-7615-a027-390627390988', '/qingcheng/intake', 6, '2026-11-29T12:23:24.663580Z', 'staff', 'KennelAssigned.v1.json', '00-2dac32461a25cb26aa8748b2550390a2-f27bd216c0bf7913-01', '{"occurred_at":"2026-11-29T12:23:24.660377Z","dog_id":"01a22742-94e1-7615-a027-390627390988","stay_id":"01a22742-94e4-7e89-9b00-c262405f8ab8","kennel":"A02"}'),
	(7, '01a22742-95f0-73fb-a2a2-e1dd7502a425', 'cn.qingcheng.operation.opened.v1', '01a22742-95f0-7703-bcf5-7c4aa24314c2', '/qingcheng/intake', 7, '2026-11-29T12:23:24.951962Z', 'staff', 'OperationOpened.v1.json', '00-9d5c3bd30a503fa703f9d406c1d17c75-6f23aa8018dafa0a-01', '{"occurred_at":"2026-11-29T12:23:24.839652Z","operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2","name":"11月29日联合行动","division":"150105","headcount":{"公安":12,"城管":18,"保安":20}}'),
	(8, '01a22742-963e-7304-83e9-1cbcc588bc45', 'cn.qingcheng.dog.intaken.v1', '01a22742-9630-7952-a365-6a15b4d38972', '/qingcheng/intake', 8, '2026-11-29T12:23:25.016822Z', 'public', 'DogIntaken.v1.json', '00-646f8054937ba31bff2ad14586bada1c-ad96540dbec10e27-01', '{"occurred_at":"2026-11-29T12:23:24.966271Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","stay_no":"HH-2026-000003","custody_basis":"STRAY","operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2","division":"150105008","name":null,"sex":"male","breed":"MIX","colour":"GY","age_months":96,"size":"M","status":"QUARANTINE","claim_until":"2026-12-09T16:00:00Z","external_ref":null,"holds":{"01a22742-9633-7366-aae8-517727669c9a":"2026-12-13T16:00:00Z"}}'),
	(9, '01a22742-963e-793b-ae29-d7d251949973', 'cn.qingcheng.tag.issued.v1', '01a22742-9630-7952-a365-6a15b4d38972', '/qingcheng/intake', 9, '2026-11-29T12:23:25.016822Z', 'staff', 'TagIssued.v1.json', '00-646f8054937ba31bff2ad14586bada1c-326195ed1fde4c18-01', '{"occurred_at":"2026-11-29T12:23:24.973089Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","code":"D0MG4AJW4NZT"}'),
	(10, '01a22742-964f-76dd-b21b-368bb8afae90', 'cn.qingcheng.kennel.assigned.v1', '01a22742-9630-7952-a365-6a15b4d38972', '/qingcheng/intake', 10, '2026-11-29T12:23:25.016822Z', 'staff', 'KennelAssigned.v1.json', '00-646f8054937ba31bff2ad14586bada1c-17c3c91372137b0d-01', '{"occurred_at":"2026-11-29T12:23:25.007162Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","kennel":"A03"}'),
	(11, '01a22742-96a0-7577-bb62-d126ff5047b3', 'cn.qingcheng.dog.intaken.v1', '01a22742-969e-7de4-88ca-bc47ed185ca9', '/qingcheng/intake', 11, '2026-11-29T12:23:25.098421Z', 'public', 'DogIntaken.v1.json', '00-d773d3a75c3a57d2539488f1c3406f7b-94483e7876312c44-01', '{"occurred_at":"2026-11-29T12:23:25.080076Z","dog_id":"01a22742-969e-7de4-88ca-bc47ed185ca9","stay_id":"01a22742-969e-7a8d-ab2d-e899a96b74dc","stay_no":"HH-2026-000004","custody_basis":"STRAY","operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2","division":"150105008","name":null,"sex":"male","breed":"GSD","colour":"BK","age_months":96,"size":"M","status":"QUARANTINE","claim_until":"2026-12-09T16:00:00Z","external_ref":null,"holds":{"01a22742-96a0-78d8-8b8f-eefbcea61095":"2026-12-13T16:00:00Z"}}'),
	(12, '01a22742-96a1-78bb-b85a-a17c1486d48d', 'cn.qingcheng.tag.issued.v1', '01a22742-969e-7de4-88ca-bc47ed185ca9', '/qingcheng/intake', 12, '2026-11-29T12:23:25.098421Z', 'staff', 'TagIssued.v1.json', '00-d773d3a75c3a57d2539488f1c3406f7b-52d1cbd61f6b49a5-01', '{"occurred_at":"2026-11-29T12:23:25.085466Z","dog_id":"01a22742-969e-7de4-88ca-bc47ed185ca9","code":"TV4XGDB574HK"}'),
	(13, '01a22742-96a8-74e6-9b1e-bbb74106f21c', 'cn.qingcheng.kennel.assigned.v1', '01a22742-969e-7de4-88ca-bc47ed185ca9', '/qingcheng/intake', 13, '2026-11-29T12:23:25.098421Z', 'staff', 'KennelAssigned.v1.json', '00-d773d3a75c3a57d2539488f1c3406f7b-a282e5e032f0ca87-01', '{"occurred_at":"2026-11-29T12:23:25.096003Z","dog_id":"01a22742-969e-7de4-88ca-bc47ed185ca9","stay_id":"01a22742-969e-7a8d-ab2d-e899a96b74dc","kennel":"A03"}'),
	(14, '01a22742-97ee-7442-aea0-6dca5a114b1e', 'cn.qingcheng.operation.closed.v1', '01a22742-95f0-7703-bcf5-7c4aa24314c2', '/qingcheng/intake', 14, '2026-11-29T12:23:25.430030Z', 'staff', 'OperationClosed.v1.json', '00-f00614926919d6a1fdfc52792beecca1-7771143168b97d8a-01', '{"occurred_at":"2026-11-29T12:23:25.422529Z","operation_id":"01a22742-95f0-7703-bcf5-7c4aa24314c2","dogs":2}'),
	(15, '01a22742-9834-756a-b11c-5120fa55e73c', 'cn.qingcheng.dog.vaccinated.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/registry', 1, '2026-11-29T12:23:25.525957Z', 'public', 'DogVaccinated.v1.json', '00-be8cd3717f1a574b7032a473f31acecb-a561e82fe1d6829c-01', '{"occurred_at":"2026-11-29T12:23:25.460532Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","vaccination_id":"01a22742-9833-7b6b-9516-e8827e465fa9","disease":"rabies","product":"狂犬病灭活疫苗","manufacturer":"示例生物","batch_no":"20260501","valid_until":"2027-11-29"}'),
	(16, '01a22742-98d9-7d8c-8e49-fa3cb8aa0e12', 'cn.qingcheng.dog.vaccinated.v1', '01a22742-94e1-7615-a027-390627390988', '/qingcheng/registry', 2, '2026-11-29T12:23:25.665943Z', 'public', 'DogVaccinated.v1.json', '00-c3cc115a7092bcdd9ff5aa0ba09bdf77-5ddbd34deb743573-01', '{"occurred_at":"2026-11-29T12:23:25.546582Z","dog_id":"01a22742-94e1-7615-a027-390627390988","vaccination_id":"01a22742-98d6-78b2-9e2f-2070fe4b40b7","disease":"rabies","product":"狂犬病灭活疫苗","manufacturer":"示例生物","batch_no":"20260501","valid_until":"2027-11-29"}'),
	(17, '01a22742-9968-7efa-afa0-a5091f264421', 'cn.qingcheng.dog.became-adoptable.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/adoption', 1, '2026-11-29T12:23:25.858920Z', 'public', 'DogBecameAdoptable.v1.json', '00-be8cd3717f1a574b7032a473f31acecb-e2d0a94d75102f0c-01', '{"occurred_at":"2026-11-29T12:23:25.800711Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af"}'),
	(18, '01a22742-99fb-72b2-aee2-0d76f4e36e25', 'cn.qingcheng.message.sent.v1', '01a22742-9870-78bf-89e6-3048353a983e', '/qingcheng/notify', 1, '2026-11-29T12:23:26.006794Z', 'staff', 'MessageSent.v1.json', '00-90d54f4ca8514b23bbd13b4e2688fa6c-5d9827bc23906f31-01', '{"occurred_at":"2026-11-29T12:23:25.897998Z","message_id":"01a22742-9870-78bf-89e6-3048353a983e","channel":"console","template":"OperationClosed","about_event":"01a22742-97ee-7442-aea0-6dca5a114b1e","attempts":1}'),
	(20, '01a22742-9b1e-730f-b822-f083c8721e54', 'cn.qingcheng.custody.changed.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/intake', 15, '2026-11-29T12:23:26.256546Z', 'staff', 'CustodyChanged.v1.json', '00-be8cd3717f1a574b7032a473f31acecb-6881fe161717dc8d-01', '{"occurred_at":"2026-11-29T12:23:25.800711Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","status":"ADOPTABLE"}'),
	(22, '01a22742-9bde-7127-aea1-bfc375c1409f', 'cn.qingcheng.adoption.applied-for.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/adoption', 3, '2026-11-29T12:23:26.444841Z', 'staff', 'AdoptionAppliedFor.v1.json', '00-ac46a47d557c440c5ba7b93636c0c3ec-f712da1825e44933-01', '{"occurred_at":"2026-11-29T12:23:26.429609Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","application_id":"01a22742-9bdd-7c36-b204-e9109a97ddc1","person":"01a22742-9bdd-7b55-92eb-029bdbce9394"}'),
	(30, '01a22742-9dd7-7ce7-bccc-fe1b6de63ab6', 'cn.qingcheng.message.sent.v1', '01a22742-9c64-7848-ad1a-4b3d258ef59e', '/qingcheng/notify', 2, '2026-11-29T12:23:26.953726Z', 'staff', 'MessageSent.v1.json', '00-1b10de1e6efd1e50a2365abcd2d6dbbe-cc1ca16909af6796-01', '{"occurred_at":"2026-11-29T12:23:26.899807Z","message_id":"01a22742-9c64-7848-ad1a-4b3d258ef59e","channel":"console","template":"DogAdopted","about_event":"01a22742-9c1b-7fae-9448-3a7fcce7e5cf","attempts":1}'),
	(19, '01a22742-9a77-795b-b61f-b86bada9ef29', 'cn.qingcheng.dog.became-adoptable.v1', '01a22742-94e1-7615-a027-390627390988', '/qingcheng/adoption', 2, '2026-11-29T12:23:26.207016Z', 'public', 'DogBecameAdoptable.v1.json', '00-c3cc115a7092bcdd9ff5aa0ba09bdf77-41b4dd15715202df-01', '{"occurred_at":"2026-11-29T12:23:26.071279Z","dog_id":"01a22742-94e1-7615-a027-390627390988","stay_id":"01a22742-94e4-7e89-9b00-c262405f8ab8"}'),
	(26, '01a22742-9c43-7b87-97c2-d3188cfc9454', 'cn.qingcheng.reclaim.requested.v1', '01a22742-9630-7952-a365-6a15b4d38972', '/qingcheng/adoption', 6, '2026-11-29T12:23:26.536683Z', 'staff', 'ReclaimRequested.v1.json', '00-42dc683e9d3c53836b4642f308b2cbb8-6322c4f8f9615151-01', '{"occurred_at":"2026-11-29T12:23:26.530840Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","reclaim_id":"01a22742-9c43-7826-92e9-2e160be42d76","person":"01a22742-9c42-78b6-8426-79b287aa5f75"}'),
	(27, '01a22742-9c5e-732d-a4ed-7d4efcb9dcb8', 'cn.qingcheng.stay.closed.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/intake', 18, '2026-11-29T12:23:26.602414Z', 'public', 'StayClosed.v1.json', '00-e74da56f4e703aad05c07b22e8f8a7f8-044bdf79375333f0-01', '{"occurred_at":"2026-11-29T12:23:26.491561Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","outcome":"ADOPTED"}'),
	(31, '01a22742-9dca-74ec-90aa-9a3962a7f8fc', 'cn.qingcheng.stay.closed.v1', '01a22742-9630-7952-a365-6a15b4d38972', '/qingcheng/intake', 20, '2026-11-29T12:23:26.970504Z', 'public', 'StayClosed.v1.json', '00-71ce7d4e3e251eda281c32005239fdbf-404bf3a0c74cc252-01', '{"occurred_at":"2026-11-29T12:23:26.553359Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","outcome":"RECLAIMED"}'),
	(32, '01a22742-9dd3-78a0-99cb-3e842fbb7379', 'cn.qingcheng.hold.released.v1', '01a22742-9630-7952-a365-6a15b4d38972', '/qingcheng/intake', 21, '2026-11-29T12:23:26.970504Z', 'staff', 'HoldReleased.v1.json', '00-71ce7d4e3e251eda281c32005239fdbf-ae9fc83d04d1af1c-01', '{"occurred_at":"2026-11-29T12:23:26.553359Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","hold_id":"01a22742-9633-7366-aae8-517727669c9a","hold":"QUARANTINE","early":false}'),
	(21, '01a22742-9b8d-7f6b-bf5a-3ad73f33a64c', 'cn.qingcheng.custody.changed.v1', '01a22742-94e1-7615-a027-390627390988', '/qingcheng/intake', 16, '2026-11-29T12:23:26.357212Z', 'staff', 'CustodyChanged.v1.json', '00-c3cc115a7092bcdd9ff5aa0ba09bdf77-7e46a3a42abc1ff6-01', '{"occurred_at":"2026-11-29T12:23:26.071279Z","dog_id":"01a22742-94e1-7615-a027-390627390988","stay_id":"01a22742-94e4-7e89-9b00-c262405f8ab8","status":"ADOPTABLE"}'),
	(24, '01a22742-9c1b-7fae-9448-3a7fcce7e5cf', 'cn.qingcheng.dog.adopted.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/adoption', 5, '2026-11-29T12:23:26.519759Z', 'public', 'DogAdopted.v1.json', '00-e74da56f4e703aad05c07b22e8f8a7f8-26470ee6f17b7d90-01', '{"occurred_at":"2026-11-29T12:23:26.491561Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","adoption_id":"01a22742-9c1b-7894-b2d1-b85377873b6d","person":"01a22742-9bdd-7b55-92eb-029bdbce9394","handover_id":"01a22742-9c1b-7fe7-8860-66a3fd81ff79"}'),
	(23, '01a22742-9c03-7c03-92e1-6f3310c9433c', 'cn.qingcheng.adoption.approved.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/adoption', 4, '2026-11-29T12:23:26.471162Z', 'staff', 'AdoptionApproved.v1.json', '00-cb7aab5a74893a69d5d5b321f48707cd-c470e358b160fb45-01', '{"occurred_at":"2026-11-29T12:23:26.464530Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","application_id":"01a22742-9bdd-7c36-b204-e9109a97ddc1","person":"01a22742-9bdd-7b55-92eb-029bdbce9394"}'),
	(25, '01a22742-9c31-7b28-9a59-add8d1595f1f', 'cn.qingcheng.custody.changed.v1', '01a22742-9338-7d12-ad9a-80b07e4a504a', '/qingcheng/intake', 17, '2026-11-29T12:23:26.517309Z', 'staff', 'CustodyChanged.v1.json', '00-cb7aab5a74893a69d5d5b321f48707cd-839e28975ba4d409-01', '{"occurred_at":"2026-11-29T12:23:26.464530Z","dog_id":"01a22742-9338-7d12-ad9a-80b07e4a504a","stay_id":"01a22742-9339-71f1-9df8-02147a1989af","status":"RESERVED"}'),
	(28, '01a22742-9c59-7307-96dd-73b7cf38120c', 'cn.qingcheng.dog.reclaimed.v1', '01a22742-9630-7952-a365-6a15b4d38972', '/qingcheng/adoption', 7, '2026-11-29T12:23:26.572472Z', 'public', 'DogReclaimed.v1.json', '00-71ce7d4e3e251eda281c32005239fdbf-6e3abbae991f1f8d-01', '{"occurred_at":"2026-11-29T12:23:26.553359Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","reclaim_id":"01a22742-9c43-7826-92e9-2e160be42d76","person":"01a22742-9c42-78b6-8426-79b287aa5f75","handover_id":"01a22742-9c59-7f2c-b270-61e877cefdfb"}'),
	(29, '01a22742-9cc6-72ca-8023-a9e36229a4e1', 'cn.qingcheng.custody.changed.v1', '01a22742-9630-7952-a365-6a15b4d38972', '/qingcheng/intake', 19, '2026-11-29T12:23:26.680621Z', 'staff', 'CustodyChanged.v1.json', '00-42dc683e9d3c53836b4642f308b2cbb8-90bac88cb451b87f-01', '{"occurred_at":"2026-11-29T12:23:26.530840Z","dog_id":"01a22742-9630-7952-a365-6a15b4d38972","stay_id":"01a22742-9630-7a6a-8dd1-df3cbfa7a27c","status":"RECLAIM_PENDING"}');
INSERT INTO heard_of VALUES
	('qingcheng:registry', 2, '01a22742-98d9-7d8c-8e49-fa3cb8aa0e12'),
	('qingcheng:adoption', 7, '01a22742-9c59-7307-96dd-73b7cf38120c'),
	('qingcheng:notify', 2, '01a22742-9dd7-7ce7-bccc-fe1b6de63ab6'),
	('qingcheng:intake', 21, '01a22742-9dd3-78a0-99cb-3e842fbb7379');
INSERT INTO idempotency VALUES
	('admin', '82bd1d0c-f60c-41d4-8333-1a7a4ad8f8bb', 'e4cca02b262ee3b152f7ec52527949602ae66ce2640112880a0cc84150583148', '{"subscription_id":"01a22742-92cb-7887-8d09-e20291730c90"}', 201, '2026-11-29T12:23:24.102678Z');
INSERT INTO inbox VALUES
	('01a22742-934d-7684-8368-34a67af3e5db', '/qingcheng/intake', 1, '2026-11-29T12:23:24.562789Z'),
	('01a22742-934d-710e-b892-45ebe65ae7db', '/qingcheng/intake', 2, '2026-11-29T12:23:24.562789Z'),
	('01a22742-9408-7d9f-b761-3dc8fa94454e', '/qingcheng/intake', 3, '2026-11-29T12:23:24.562789Z'),
	('01a22742-94ee-77df-a4df-9d506b8ca6a3', '/qingcheng/intake', 4, '2026-11-29T12:23:24.687735Z'),
	('01a22742-94ee-7f4e-9ce9-d7a9cd2f238d', '/qingcheng/intake', 5, '2026-11-29T12:23:24.687735Z'),
	('01a22742-94f4-7c1c-9ef5-92509fa8fcc8', '/qingcheng/intake', 6, '2026-11-29T12:23:24.687735Z'),
	('01a22742-95f0-73fb-a2a2-e1dd7502a425', '/qingcheng/intake', 7, '2026-11-29T12:23:24.991687Z'),
	('01a22742-963e-7304-83e9-1cbcc588bc45', '/qingcheng/intake', 8, '2026-11-29T12:23:25.053603Z'),
	('01a22742-963e-793b-ae29-d7d251949973', '/qingcheng/intake', 9, '2026-11-29T12:23:25.053603Z'),
	('01a22742-964f-76dd-b21b-368bb8afae90', '/qingcheng/intake', 10, '2026-11-29T12:23:25.053603Z'),
	('01a22742-96a0-7577-bb62-d126ff5047b3', '/qingcheng/intake', 11, '2026-11-29T12:23:25.162968Z'),
	('01a22742-96a1-78bb-b85a-a17c1486d48d', '/qingcheng/intake', 12, '2026-11-29T12:23:25.162968Z'),
	('01a22742-96a8-74e6-9b1e-bbb74106f21c', '/qingcheng/intake', 13, '2026-11-29T12:23:25.162968Z'),
	('01a22742-97ee-7442-aea0-6dca5a114b1e', '/qingcheng/intake', 14, '2026-11-29T12:23:25.535765Z'),
	('01a22742-9834-756a-b11c-5120fa55e73c', '/qingcheng/registry', 1, '2026-11-29T12:23:25.795353Z'),
	('01a22742-98d9-7d8c-8e49-fa3cb8aa0e12', '/qingcheng/registry', 2, '2026-11-29T12:23:26.134557Z'),
	('01a22742-9968-7efa-afa0-a5091f264421', '/qingcheng/adoption', 1, '2026-11-29T12:23:26.229400Z'),
	('01a22742-99fb-72b2-aee2-0d76f4e36e25', '/qingcheng/notify', 1, '2026-11-29T12:23:26.265513Z'),
	('01a22742-9a77-795b-b61f-b86bada9ef29', '/qingcheng/adoption', 2, '2026-11-29T12:23:26.350115Z'),
	('01a22742-9b1e-730f-b822-f083c8721e54', '/qingcheng/intake', 15, '2026-11-29T12:23:26.372691Z'),
	('01a22742-9b8d-7f6b-bf5a-3ad73f33a64c', '/qingcheng/intake', 16, '2026-11-29T12:23:26.428173Z'),
	('01a22742-9bde-7127-aea1-bfc375c1409f', '/qingcheng/adoption', 3, '2026-11-29T12:23:26.457492Z'),
	('01a22742-9c03-7c03-92e1-6f3310c9433c', '/qingcheng/adoption', 4, '2026-11-29T12:23:26.494891Z'),
	('01a22742-9c1b-7fae-9448-3a7fcce7e5cf', '/qingcheng/adoption', 5, '2026-11-29T12:23:26.552728Z'),
	('01a22742-9c31-7b28-9a59-add8d1595f1f', '/qingcheng/intake', 17, '2026-11-29T12:23:26.612664Z'),
	('01a22742-9c43-7b87-97c2-d3188cfc9454', '/qingcheng/adoption', 6, '2026-11-29T12:23:26.677706Z'),
	('01a22742-9c5e-732d-a4ed-7d4efcb9dcb8', '/qingcheng/intake', 18, '2026-11-29T12:23:26.683764Z'),
	('01a22742-9c59-7307-96dd-73b7cf38120c', '/qingcheng/adoption', 7, '2026-11-29T12:23:26.970846Z'),
	('01a22742-9cc6-72ca-8023-a9e36229a4e1', '/qingcheng/intake', 19, '2026-11-29T12:23:26.985147Z'),
	('01a22742-9dd7-7ce7-bccc-fe1b6de63ab6', '/qingcheng/notify', 2, '2026-11-29T12:23:27.108870Z'),
	('01a22742-9dca-74ec-90aa-9a3962a7f8fc', '/qingcheng/intake', 20, '2026-11-29T12:23:27.171849Z'),
	('01a22742-9dd3-78a0-99cb-3e842fbb7379', '/qingcheng/intake', 21, '2026-11-29T12:23:27.171849Z');
INSERT INTO interest VALUES
	('cn.qingcheng.dog.adopted.v1', '01a22742-92cb-7887-8d09-e20291730c90'),
	('cn.qingcheng.dog.reclaimed.v1', '01a22742-92cb-7887-8d09-e20291730c90'),
	('cn.qingcheng.operation.closed.v1', '01a22742-92cb-7887-8d09-e20291730c90');
INSERT INTO journal VALUES
	('qingcheng:notify', 1, '01a22742-99fb-72b2-aee2-0d76f4e36e25', 'cn.qingcheng.message.sent.v1', '01a22742-9870-78bf-89e6-3048353a983e', '2026-11-29T12:23:26.006794Z', '00-90d54f4ca8514b23bbd13b4e2688fa6c-5d9827bc23906f31-01', '{"occurred_at":"2026-11-29T12:23:25.897998Z","message_id":"01a22742-9870-78bf-89e6-3048353a983e","channel":"console","template":"OperationClosed","about_event":"01a22742-97ee-7442-aea0-6dca5a114b1e","attempts":1}'),
	('qingcheng:notify', 2, '01a22742-9dd7-7ce7-bccc-fe1b6de63ab6', 'cn.qingcheng.message.sent.v1', '01a22742-9c64-7848-ad1a-4b3d258ef59e', '2026-11-29T12:23:26.953726Z', '00-1b10de1e6efd1e50a2365abcd2d6dbbe-cc1ca16909af6796-01', '{"occurred_at":"2026-11-29T12:23:26.899807Z","message_id":"01a22742-9c64-7848-ad1a-4b3d258ef59e","channel":"console","template":"DogAdopted","about_event":"01a22742-9c1b-7fae-9448-3a7fcce7e5cf","attempts":1}');
INSERT INTO known_keys VALUES
	('personal-notify', 'ebccbabbb732c994caa522252e953bc2', '2026-11-29T12:23:23.562771Z', false);
INSERT INTO message VALUES
	('01a22742-9870-78bf-89e6-3048353a983e', '01a22742-92cb-7887-8d09-e20291730c90', '01a22742-97ee-7442-aea0-6dca5a114b1e', 'console', 'OperationClosed', 'sent', 1, '2026-11-29 12:23:25.897998+00', NULL, NULL, NULL, '2026-11-29 12:23:25.5529+00', '2026-11-29 12:23:25.897998+00'),
	('01a22742-9c64-7848-ad1a-4b3d258ef59e', '01a22742-92cb-7887-8d09-e20291730c90', '01a22742-9c1b-7fae-9448-3a7fcce7e5cf', 'console', 'DogAdopted', 'sent', 1, '2026-11-29 12:23:26.899807+00', NULL, NULL, NULL, '2026-11-29 12:23:26.56437+00', '2026-11-29 12:23:26.899807+00'),
	('01a22742-9e07-7ad8-b4df-70d2fdb1c741', '01a22742-92cb-7887-8d09-e20291730c90', '01a22742-9c59-7307-96dd-73b7cf38120c', 'console', 'DogReclaimed', 'sending', 1, '2026-11-29 12:23:26.983526+00', '2026-11-29 12:24:27.143338+00', NULL, NULL, '2026-11-29 12:23:26.983526+00', NULL);
INSERT INTO relayed VALUES
	('qingcheng:notify', 0, '0-0', 0, 0, 0),
	('qingcheng:notify:restricted', 0, '0-0', 0, 0, 0);
INSERT INTO subscription VALUES
	('01a22742-92cb-7887-8d09-e20291730c90', 'console', '\x01048b4476aec5b606f38ad0ab0aa77a9d19b8d4cc024f987035cdcf4a', NULL, '', '["cn.qingcheng.dog.adopted.v1", "cn.qingcheng.dog.reclaimed.v1", "cn.qingcheng.operation.closed.v1"]', NULL, 'both', 'admin', '2026-11-29 12:23:24.107454+00', NULL, NULL);
SELECT pg_catalog.setval('attempt_attempt_id_seq', 3, true);
ALTER TABLE ONLY alembic_notify
    ADD CONSTRAINT alembic_notify_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY attempt
    ADD CONSTRAINT pk_attempt PRIMARY KEY (attempt_id);
ALTER TABLE ONLY contradictions
    ADD CONSTRAINT pk_contradictions PRIMARY KEY (stream);
ALTER TABLE ONLY dog
    ADD CONSTRAINT pk_dog PRIMARY KEY (dog_id);
ALTER TABLE ONLY ended_sessions
    ADD CONSTRAINT pk_ended_sessions PRIMARY KEY (account);
ALTER TABLE ONLY feed
    ADD CONSTRAINT pk_feed PRIMARY KEY ("position");
ALTER TABLE ONLY heard_of
    ADD CONSTRAINT pk_heard_of PRIMARY KEY (stream);
ALTER TABLE ONLY idempotency
    ADD CONSTRAINT pk_idempotency PRIMARY KEY (caller, key);
ALTER TABLE ONLY inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (event_id);
ALTER TABLE ONLY interest
    ADD CONSTRAINT pk_interest PRIMARY KEY (type, subscription_id);
ALTER TABLE ONLY interventions
    ADD CONSTRAINT pk_interventions PRIMARY KEY (id);
ALTER TABLE ONLY journal
    ADD CONSTRAINT pk_journal PRIMARY KEY (stream, sequence);
ALTER TABLE ONLY known_keys
    ADD CONSTRAINT pk_known_keys PRIMARY KEY (name);
ALTER TABLE ONLY message
    ADD CONSTRAINT pk_message PRIMARY KEY (message_id);
ALTER TABLE ONLY relayed
    ADD CONSTRAINT pk_relayed PRIMARY KEY (stream);
ALTER TABLE ONLY subscription
    ADD CONSTRAINT pk_subscription PRIMARY KEY (subscription_id);
ALTER TABLE ONLY feed
    ADD CONSTRAINT uq_feed_event_id UNIQUE (event_id);
ALTER TABLE ONLY journal
    ADD CONSTRAINT uq_journal_id UNIQUE (id);
ALTER TABLE ONLY message
    ADD CONSTRAINT uq_message_subscription_id UNIQUE (subscription_id, event_id);
CREATE INDEX ix_attempt_message_id ON attempt USING btree (message_id);
CREATE INDEX ix_feed_audience_position ON feed USING btree (audience, "position");
CREATE INDEX ix_feed_type_position ON feed USING btree (type, "position");
CREATE INDEX ix_journal_subject ON journal USING btree (subject);
CREATE INDEX ix_message_due ON message USING btree (channel, status, next_at);
ALTER TABLE ONLY attempt
    ADD CONSTRAINT fk_attempt_message_id FOREIGN KEY (message_id) REFERENCES message(message_id);
ALTER TABLE ONLY interest
    ADD CONSTRAINT fk_interest_subscription_id FOREIGN KEY (subscription_id) REFERENCES subscription(subscription_id);
ALTER TABLE ONLY message
    ADD CONSTRAINT fk_message_subscription_id FOREIGN KEY (subscription_id) REFERENCES subscription(subscription_id);
