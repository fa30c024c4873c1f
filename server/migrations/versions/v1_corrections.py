"""Corrections."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("cause", sa.String(32)),
        sa.Column("tone", sa.String(32)),
        sa.Column("stance", sa.String(32)),
        sa.Column("tactics", sa.JSON(none_as_null=True)),
        sa.Column("model_version", sa.String(64)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("corrections")
