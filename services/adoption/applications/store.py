"""Named reads of applications."""

import sqlalchemy as sa

from services.adoption.applications.models import Application
from shared.problems import NotFound
from shared.store import Work


def application_of(work: Work, application_id: str) -> Application:
    application = work.get(Application, application_id)
    if application is None:
        raise NotFound("没有这份申请，请核对编号。", "No such application: check its id.")
    return application


def applications(
    work: Work, statuses: list[str] | None, after: str | None = None, limit: int = 50
) -> list[Application]:
    """Oldest first; ids are made in the order of time."""
    a = sa.inspect(Application).c
    query = sa.select(Application).order_by(a.application_id).limit(limit)
    if statuses:
        query = query.where(a.status.in_(statuses))
    if after:
        query = query.where(a.application_id > after)
    return list(work.scalars(query))
