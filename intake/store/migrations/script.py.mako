"""${message}.

Revision ${up_revision}${f", after {down_revision}" if down_revision else ""}. There is no way down: the backup made before it is the way back.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
