"""Who may do what: every door and page of the four services, and the roles that may come in.

`everyone` needs no account. `staff` is every role. `house` is every role that looks dogs up: all but
security, volunteer, alliance and donations. `admin` may always, and is named where nobody else may.
Where a page's buttons are for fewer than the page, the rules beneath it refuse the others.
Figures, and the reasons of `ready`, are for everyone inside alone: `tests/shared/test_street.py`.
"""

TABLE = """
GET  /                                                        everyone
GET  /T                                                       everyone
GET  /T/{code}                                                everyone

GET  /adoption/v1/applications                                auditor officer adoption
POST /adoption/v1/applications/{application_id}/adoption      adoption
POST /adoption/v1/applications/{application_id}/approval      adoption
POST /adoption/v1/applications/{application_id}/refusal       adoption
POST /adoption/v1/applications/{record}/code                  everyone
POST /adoption/v1/applications/{record}/phone-check           adoption
POST /adoption/v1/applications/{record}/proof                 everyone
GET  /adoption/v1/counts                                      house
GET  /adoption/v1/dead                                        auditor
POST /adoption/v1/dead/discard                                admin
POST /adoption/v1/dead/redrive                                admin
GET  /adoption/v1/dead/{entry}                                auditor
GET  /adoption/v1/dogs                                        everyone
GET  /adoption/v1/dogs/{dog_id}                               house
POST /adoption/v1/dogs/{dog_id}/applications                  everyone
POST /adoption/v1/dogs/{dog_id}/reclaims                      everyone
POST /adoption/v1/dogs/{dog_id}/returns                       adoption
GET  /adoption/v1/handovers                                   auditor officer adoption
GET  /adoption/v1/handovers/{handover_id}                     auditor officer adoption
POST /adoption/v1/handovers/{handover_id}/undo                adoption
POST /adoption/v1/imports                                     officer
GET  /adoption/v1/imports/{import_id}                         house
GET  /adoption/v1/interventions                               auditor
GET  /adoption/v1/journal                                     auditor
POST /adoption/v1/journal/again                               admin
GET  /adoption/v1/looks                                       auditor
POST /adoption/v1/people/{person}/looks                       officer adoption
GET  /adoption/v1/reclaims                                    auditor officer adoption
POST /adoption/v1/reclaims/{reclaim_id}/acceptance            adoption
POST /adoption/v1/reclaims/{reclaim_id}/handover              adoption
POST /adoption/v1/reclaims/{reclaim_id}/refusal               adoption
POST /adoption/v1/reclaims/{record}/code                      everyone
POST /adoption/v1/reclaims/{record}/phone-check               adoption
POST /adoption/v1/reclaims/{record}/proof                     everyone
GET  /adoption/v1/recovery                                    auditor
POST /adoption/v1/recovery                                    admin
GET  /adoption/v1/recovery/events                             admin
POST /adoption/v1/recovery/events                             admin
GET  /adoption/v1/replay                                      auditor
POST /adoption/v1/replay                                      admin
GET  /adoption/v1/visits                                      auditor officer adoption
POST /adoption/v1/visits                                      everyone
POST /adoption/v1/visits/{record}/code                        everyone
POST /adoption/v1/visits/{record}/phone-check                 adoption
POST /adoption/v1/visits/{record}/proof                       everyone
POST /adoption/v1/visits/{visit_id}/cancellation              adoption

GET  /adoption/                                               everyone
GET  /adoption/dead                                           auditor
POST /adoption/dead                                           admin
GET  /adoption/desk                                           adoption
GET  /adoption/desk/applications                              adoption
GET  /adoption/desk/applications/{application_id}             adoption
POST /adoption/desk/applications/{application_id}/adoption    adoption
POST /adoption/desk/applications/{application_id}/approval    adoption
POST /adoption/desk/applications/{application_id}/phone-check adoption
POST /adoption/desk/applications/{application_id}/refusal     adoption
GET  /adoption/desk/handovers                                 adoption
GET  /adoption/desk/handovers/{handover_id}                   adoption
POST /adoption/desk/handovers/{handover_id}/undo              adoption
POST /adoption/desk/people/{person}                           adoption
GET  /adoption/desk/reclaims                                  adoption
GET  /adoption/desk/reclaims/{reclaim_id}                     adoption
POST /adoption/desk/reclaims/{reclaim_id}/acceptance          adoption
POST /adoption/desk/reclaims/{reclaim_id}/handover            adoption
POST /adoption/desk/reclaims/{reclaim_id}/phone-check         adoption
POST /adoption/desk/reclaims/{reclaim_id}/refusal             adoption
GET  /adoption/desk/visits                                    adoption
POST /adoption/desk/visits/{visit_id}/cancellation            adoption
POST /adoption/desk/visits/{visit_id}/phone-check             adoption
GET  /adoption/docs                                           everyone
GET  /adoption/dogs/{dog_id}                                  everyone
POST /adoption/dogs/{dog_id}                                  everyone
GET  /adoption/dogs/{dog_id}/reclaim                          everyone
POST /adoption/dogs/{dog_id}/reclaim                          everyone
GET  /adoption/health/live                                    everyone
GET  /adoption/health/ready                                   everyone
GET  /adoption/looks                                          auditor
GET  /adoption/metrics                                        everyone
GET  /adoption/my                                             everyone
GET  /adoption/my/{reference}                                 everyone
POST /adoption/my/{reference}/{act}                           everyone
GET  /adoption/openapi.json                                   everyone
GET  /adoption/visit                                          everyone
POST /adoption/visit                                          everyone

GET  /docs/oauth2-redirect                                    everyone

GET  /contract/                                               everyone
GET  /contract/{name:path}                                    everyone

GET  /intake/v1/cold-store                                    auditor officer keeper vet legal
GET  /intake/v1/corrections                                   auditor officer keeper vet
POST /intake/v1/corrections/{correction_id}/confirmation      officer vet
POST /intake/v1/corrections/{correction_id}/refusal           officer keeper vet
GET  /intake/v1/counts                                        house
GET  /intake/v1/dead                                          auditor
POST /intake/v1/dead/discard                                  admin
POST /intake/v1/dead/redrive                                  admin
GET  /intake/v1/dead/{entry}                                  auditor
GET  /intake/v1/deaths/balance                                auditor officer keeper vet legal
GET  /intake/v1/disposals                                     auditor officer keeper vet legal
POST /intake/v1/disposals                                     officer keeper
POST /intake/v1/disposals/{disposal_id}/receipt               officer keeper vet
GET  /intake/v1/dogs                                          house
POST /intake/v1/dogs                                          officer keeper
GET  /intake/v1/dogs/{dog_id}                                 house
POST /intake/v1/dogs/{dog_id}/carcass                         keeper vet
GET  /intake/v1/dogs/{dog_id}/corrections                     auditor officer keeper vet
POST /intake/v1/dogs/{dog_id}/corrections                     officer keeper vet
GET  /intake/v1/dogs/{dog_id}/death                           auditor officer keeper vet legal
POST /intake/v1/dogs/{dog_id}/death                           vet
POST /intake/v1/dogs/{dog_id}/euthanasia                      vet
GET  /intake/v1/dogs/{dog_id}/photos                          house
POST /intake/v1/dogs/{dog_id}/photos                          officer keeper vet
GET  /intake/v1/dogs/{dog_id}/sheet                           auditor officer keeper vet
POST /intake/v1/dogs/{dog_id}/sheet                           officer keeper vet
POST /intake/v1/dogs/{dog_id}/sheet/victims                   officer
POST /intake/v1/broken-holds/{hold_id}/acknowledgement        officer legal
GET  /intake/v1/due                                           auditor officer keeper vet adoption legal
GET  /intake/v1/euthanasia                                    auditor officer keeper vet legal
POST /intake/v1/euthanasia/{proposal_id}/approval             officer legal
POST /intake/v1/euthanasia/{proposal_id}/refusal              officer vet legal
POST /intake/v1/euthanasia/{proposal_id}/withdrawal           officer vet legal
GET  /intake/v1/exports                                       auditor
POST /intake/v1/exports                                       auditor officer
POST /intake/v1/extensions/{extension_id}/approval            officer legal
POST /intake/v1/extensions/{extension_id}/refusal             officer legal
POST /intake/v1/holds                                         officer vet
POST /intake/v1/holds/{hold_id}/end                           officer vet
POST /intake/v1/holds/{hold_id}/extensions                    officer
POST /intake/v1/holds/{hold_id}/release-requests              officer keeper vet
GET  /intake/v1/imports                                       auditor officer
POST /intake/v1/imports                                       officer
POST /intake/v1/imports/mend                                  admin
POST /intake/v1/imports/previews                              officer
GET  /intake/v1/imports/{import_id}                           house
POST /intake/v1/imports/{import_id}/begin                     officer
POST /intake/v1/imports/{import_id}/discard                   officer
GET  /intake/v1/imports/{import_id}/refused.csv               officer
GET  /intake/v1/interventions                                 auditor
GET  /intake/v1/journal                                       auditor
POST /intake/v1/journal/again                                 admin
GET  /intake/v1/kennels                                       house
POST /intake/v1/kennels/bulk-moves                            officer keeper
GET  /intake/v1/kennels/capacity                              auditor officer keeper vet
POST /intake/v1/kennels/merges                                officer keeper
POST /intake/v1/kennels/moves                                 officer keeper
GET  /intake/v1/kennels/{code}                                officer keeper vet
POST /intake/v1/kennels/{code}/disinfection                   officer keeper
POST /intake/v1/kennels/{code}/notes                          officer keeper vet
POST /intake/v1/kennels/{code}/state                          officer keeper
POST /intake/v1/litters                                       officer keeper vet
POST /intake/v1/litters/{litter}/weaning                      officer keeper vet
POST /intake/v1/night/dogs                                    officer keeper
POST /intake/v1/notices                                       officer
GET  /intake/v1/operations                                    auditor officer keeper
POST /intake/v1/operations                                    officer
POST /intake/v1/operations/plans                              officer
GET  /intake/v1/operations/{operation_id}                     auditor officer keeper
POST /intake/v1/operations/{operation_id}/cancellation        officer
POST /intake/v1/operations/{operation_id}/closing             officer
POST /intake/v1/operations/{operation_id}/corrections         officer
GET  /intake/v1/operations/{operation_id}/dogs                auditor officer keeper
POST /intake/v1/operations/{operation_id}/incidents           officer keeper
POST /intake/v1/operations/{operation_id}/opening             officer
POST /intake/v1/operations/{operation_id}/plan                officer
GET  /intake/v1/photos/{photo_id}/original                    auditor officer vet
GET  /intake/v1/photos/{photo_id}/{size}                      house
POST /intake/v1/release-requests/{request_id}/confirmation    officer vet
POST /intake/v1/release-requests/{request_id}/refusal         officer keeper vet
GET  /intake/v1/recovery                                      auditor
POST /intake/v1/recovery                                      admin
GET  /intake/v1/recovery/events                               admin
POST /intake/v1/recovery/events                               admin
GET  /intake/v1/replay                                        auditor
POST /intake/v1/replay                                        admin
GET  /intake/v1/roles                                         staff
POST /intake/v1/session                                       everyone
DELETE /intake/v1/session                                     staff
POST /intake/v1/session/renewal                               staff
GET  /intake/v1/staff                                         security auditor
POST /intake/v1/staff                                         admin
GET  /intake/v1/staff/record                                  security auditor
POST /intake/v1/staff/{username}/codes/reset                  admin
POST /intake/v1/staff/{username}/lock                         security
POST /intake/v1/staff/{username}/password                     staff
POST /intake/v1/staff/{username}/roles                        admin
POST /intake/v1/staff/{username}/sessions/end                 staff
POST /intake/v1/staff/{username}/unlock                       security
GET  /intake/v1/stays/cards.pdf                               officer keeper vet
GET  /intake/v1/stays/labels.pdf                              officer keeper
GET  /intake/v1/stays/{stay_id}/holds                         auditor officer keeper vet adoption legal
POST /intake/v1/stays/{stay_id}/holds                         officer vet
POST /intake/v1/stays/{stay_id}/observation/checks            keeper vet
POST /intake/v1/stays/{stay_id}/quarantine/failure            vet
POST /intake/v1/stays/{stay_id}/quarantine/pass               vet
POST /intake/v1/stays/{stay_id}/recovery                      vet
GET  /intake/v1/stays/{stay_id}/transfers                     officer keeper vet legal auditor
POST /intake/v1/stays/{stay_id}/transfers                     officer keeper vet
POST /intake/v1/transfers/{transfer_id}/confirmation          officer legal
POST /intake/v1/transfers/{transfer_id}/refusal               officer keeper vet legal
POST /intake/v1/stays/{stay_id}/escape                        officer keeper
POST /intake/v1/stays/{stay_id}/recapture                     officer keeper
POST /intake/v1/stays/{stay_id}/fostering                     officer vet
POST /intake/v1/stays/{stay_id}/fostering/end                 officer vet
POST /intake/v1/stays/{stay_id}/treatment                     vet
POST /intake/v1/stays/{stay_id}/triage                        officer vet
GET  /intake/v1/tag-batches                                   officer keeper
POST /intake/v1/tag-batches                                   officer
GET  /intake/v1/tag-batches/{batch_id}                        officer keeper
GET  /intake/v1/tag-batches/{batch_id}/labels.pdf             officer keeper
POST /intake/v1/tags                                          officer keeper
GET  /intake/v1/tags/labels.pdf                               officer keeper
GET  /intake/v1/tags/{code}                                   house
GET  /intake/v1/tags/{code}.{kind}                            house
GET  /intake/v1/tags/{code}/card.pdf                          officer keeper vet
POST /intake/v1/tags/{code}/loss                              officer keeper
POST /intake/v1/tags/{code}/replacement                       officer keeper
POST /intake/v1/tags/{code}/revocation                        officer
GET  /intake/v1/victims/looks                                 auditor
POST /intake/v1/victims/{victim}/looks                        officer vet
GET  /intake/v1/zones/seals                                   auditor officer keeper vet
POST /intake/v1/zones/{zone}/reopening                        vet
POST /intake/v1/zones/{zone}/seal                             vet

GET  /intake/                                                 officer keeper
POST /intake/                                                 officer keeper
GET  /intake/corrections/                                     auditor officer keeper vet
GET  /intake/corrections/{dog_id}                             auditor officer keeper vet
POST /intake/corrections/{dog_id}                             auditor officer keeper vet
GET  /intake/dead                                             auditor
POST /intake/dead                                             admin
GET  /intake/deaths/                                          auditor officer keeper vet legal
POST /intake/deaths/                                          auditor officer keeper vet legal
GET  /intake/deaths/{dog_id}                                  auditor officer keeper vet legal
POST /intake/deaths/{dog_id}                                  auditor officer keeper vet legal
GET  /intake/docs                                             everyone
GET  /intake/dogs/{dog_id}/photos                             house
POST /intake/dogs/{dog_id}/photos                             officer keeper vet
GET  /intake/dogs/{dog_id}/sheet                              auditor officer keeper vet
POST /intake/dogs/{dog_id}/sheet                              officer keeper vet
POST /intake/dogs/{dog_id}/sheet/victims                      officer
POST /intake/dogs/{dog_id}/sheet/victims/{victim}             officer vet
GET  /intake/due/                                             auditor officer keeper vet adoption legal
POST /intake/due/                                             auditor officer keeper vet adoption legal
GET  /intake/due/{stay_id}                                    auditor officer keeper vet adoption legal
POST /intake/due/{stay_id}                                    auditor officer keeper vet adoption legal
GET  /intake/exits/                                           auditor officer keeper vet legal
GET  /intake/exits/{stay_id}                                  auditor officer keeper vet legal
POST /intake/exits/{stay_id}                                  auditor officer keeper vet legal
GET  /intake/find/                                            house
POST /intake/find/export                                      auditor officer
GET  /intake/health/live                                      everyone
GET  /intake/health/ready                                     everyone
GET  /intake/imports/                                         officer
POST /intake/imports/                                         officer
GET  /intake/imports/{import_id}                              officer
POST /intake/imports/{import_id}/{act}                        officer
GET  /intake/kennels/                                         officer keeper vet
POST /intake/kennels/                                         officer keeper vet
GET  /intake/login                                            everyone
POST /intake/login                                            everyone
GET  /intake/login/code                                       everyone
POST /intake/login/code                                       everyone
GET  /intake/login/password                                   everyone
POST /intake/login/password                                   everyone
GET  /intake/login/set-up                                     everyone
POST /intake/login/set-up                                     everyone
POST /intake/logout                                           everyone
GET  /intake/metrics                                          everyone
GET  /intake/night/{made}/{name}                              everyone
GET  /intake/openapi.json                                     everyone
GET  /intake/operations/                                      auditor officer keeper
POST /intake/operations/                                      officer
GET  /intake/operations/year/{year}                           auditor officer keeper
GET  /intake/operations/{operation_id}                        auditor officer keeper
POST /intake/operations/{operation_id}/{act}                  auditor officer keeper
GET  /intake/picked/                                          officer keeper vet
POST /intake/picked/{act}                                     officer keeper vet
GET  /intake/session.svg                                      everyone
GET  /intake/staff/                                           security auditor
POST /intake/staff/                                           admin
GET  /intake/staff/accounts/{username}                        security auditor
POST /intake/staff/accounts/{username}/password               admin
POST /intake/staff/accounts/{username}/{act}                  security auditor
GET  /intake/staff/me                                         staff
GET  /intake/staff/me/codes                                   staff
POST /intake/staff/me/codes                                   staff
POST /intake/staff/me/codes/removal                           staff
POST /intake/staff/me/codes/renewal                           staff
POST /intake/staff/me/password                                staff
POST /intake/staff/me/{act}                                   staff
GET  /intake/staff/record                                     security auditor
GET  /intake/tags/                                            officer keeper
POST /intake/tags/batches                                     officer
POST /intake/tags/dogs/{dog_id}                               officer keeper
POST /intake/tags/{code}/loss                                 officer keeper
POST /intake/tags/{code}/replacement                          officer keeper
POST /intake/tags/{code}/revocation                           officer
GET  /intake/tags/{what}.pdf                                  officer keeper
GET  /intake/worker.js                                        everyone

GET  /notify/v1/counts                                        house
GET  /notify/v1/dead                                          auditor
POST /notify/v1/dead/discard                                  admin
POST /notify/v1/dead/redrive                                  admin
GET  /notify/v1/dead/{entry}                                  auditor
GET  /notify/v1/events                                        everyone
GET  /notify/v1/events/stream                                 everyone
GET  /notify/v1/interventions                                 auditor
GET  /notify/v1/journal                                       auditor
POST /notify/v1/journal/again                                 admin
GET  /notify/v1/messages                                      auditor officer adoption
POST /notify/v1/messages/{message_id}/retry                   officer
GET  /notify/v1/recovery                                      auditor
POST /notify/v1/recovery                                      admin
GET  /notify/v1/recovery/events                               admin
POST /notify/v1/recovery/events                               admin
GET  /notify/v1/replay                                        auditor
POST /notify/v1/replay                                        admin
GET  /notify/v1/streams                                       house
GET  /notify/v1/streams/{service}/resume                      house
GET  /notify/v1/subscribers                                   admin
POST /notify/v1/subscribers                                   admin
GET  /notify/v1/subscribers/{name}                            admin
POST /notify/v1/subscribers/{name}/revocation                 admin
POST /notify/v1/subscribers/{name}/rotation                   admin
GET  /notify/v1/subscriptions                                 auditor officer adoption
POST /notify/v1/subscriptions                                 officer adoption
GET  /notify/v1/subscriptions/{subscription_id}               auditor officer adoption
POST /notify/v1/subscriptions/{subscription_id}/again         officer adoption
GET  /notify/v1/subscriptions/{subscription_id}/attempts      auditor officer adoption
POST /notify/v1/subscriptions/{subscription_id}/cancellation  officer adoption
POST /notify/v1/subscriptions/{subscription_id}/change        officer adoption
POST /notify/v1/subscriptions/{subscription_id}/pause         officer adoption
POST /notify/v1/subscriptions/{subscription_id}/resumption    officer adoption
POST /notify/v1/subscriptions/{subscription_id}/rotation      officer adoption
POST /notify/v1/subscriptions/{subscription_id}/test          officer adoption

GET  /notify/                                                 everyone
GET  /notify/dead                                             auditor
POST /notify/dead                                             admin
GET  /notify/docs                                             everyone
GET  /notify/health/live                                      everyone
GET  /notify/health/ready                                     everyone
GET  /notify/items                                            everyone
GET  /notify/metrics                                          everyone
GET  /notify/openapi.json                                     everyone
GET  /notify/webhooks                                         auditor officer adoption
POST /notify/webhooks                                         officer adoption
GET  /notify/webhooks/{subscription_id}                       auditor officer adoption
POST /notify/webhooks/{subscription_id}/{act}                 officer adoption
GET  /notify/subscribers                                      admin
POST /notify/subscribers                                      admin
POST /notify/subscribers/{name}/revocation                    admin
POST /notify/subscribers/{name}/rotation                      admin

GET  /registry/v1/counts                                      house
GET  /registry/v1/dead                                        auditor
POST /registry/v1/dead/discard                                admin
POST /registry/v1/dead/redrive                                admin
GET  /registry/v1/dead/{entry}                                auditor
GET  /registry/v1/dogs                                        house
GET  /registry/v1/dogs/{dog_id}                               house
POST /registry/v1/dogs/{dog_id}/vaccinations                  vet
GET  /registry/v1/interventions                               auditor
GET  /registry/v1/journal                                     auditor
POST /registry/v1/journal/again                               admin
GET  /registry/v1/recovery                                    auditor
POST /registry/v1/recovery                                    admin
GET  /registry/v1/recovery/events                             admin
POST /registry/v1/recovery/events                             admin
GET  /registry/v1/replay                                      auditor
POST /registry/v1/replay                                      admin

GET  /registry/dead                                           auditor
POST /registry/dead                                           admin
GET  /registry/docs                                           everyone
GET  /registry/health/live                                    everyone
GET  /registry/health/ready                                   everyone
GET  /registry/metrics                                        everyone
GET  /registry/openapi.json                                   everyone

GET  /t                                                       everyone
GET  /t/{code}                                                everyone
"""
