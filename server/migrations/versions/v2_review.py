"""Reviews, training runs and activations; corrections are found by their words and in the order of review."""

import sqlalchemy as sa
from alembic import op

from server.store.corrections import sketch_rows, words_key

revision = "2"
down_revision = "1"

_MOMENT = sa.DateTime(timezone=True)
_NEW = (
    sa.Column("source", sa.String(16), nullable=False, server_default="buyer"),
    sa.Column("words", sa.String(32), nullable=False, server_default=""),
    sa.Column("doubt", sa.Float, nullable=False, server_default="0"),
    sa.Column("disagreement", sa.Float, nullable=False, server_default="0"),
    sa.Column("read_by", sa.String(64)),
    sa.Column("flagged", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("reviewed_at", _MOMENT),
)
_ORDERS = ("created_at", "doubt", "disagreement", "reviewed_at", "read_by")


def upgrade() -> None:
    """Make the tables, and tell the words and sketches of the corrections that there are."""
    for column in _NEW:
        op.add_column("corrections", column)
    kept = sa.table("corrections", sa.column("id"), sa.column("text"), sa.column("words"))
    connection = op.get_bind()
    known = [(id, text) for id, text in connection.execute(sa.select(kept.c.id, kept.c.text))]
    for id, text in known:
        connection.execute(kept.update().where(kept.c.id == id).values(words=words_key(text)))
    op.create_index("ix_corrections_words", "corrections", ["words"])
    op.create_index("ix_corrections_flagged", "corrections", ["flagged"])
    for order in _ORDERS:
        op.create_index(f"ix_corrections_status_{order}", "corrections", ["status", order, "id"])
    sketched = op.create_table(
        "sketches",
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column(
            "correction_id", sa.String(36), sa.ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sketches_correction_id", "sketches", ["correction_id"])
    op.bulk_insert(sketched, sketch_rows(known))
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("correction_id", sa.String(36), sa.ForeignKey("corrections.id", ondelete="CASCADE"), nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False, index=True),
    )
    op.create_index("ix_reviews_correction_id", "reviews", ["correction_id"])
    op.create_table(
        "training_runs",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("slot", sa.Integer, unique=True),
        sa.Column("stages", sa.JSON, nullable=False),
        sa.Column("stage", sa.String(32)),
        sa.Column("progress", sa.Float, nullable=False),
        sa.Column("cancel", sa.Boolean, nullable=False),
        sa.Column("version", sa.String(64)),
        sa.Column("activated", sa.Boolean, nullable=False),
        sa.Column("told", sa.Text),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False, index=True),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
    )
    op.create_table(
        "activations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("before", sa.String(64)),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("overruled", sa.Text),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Drop what was made."""
    for table in ("activations", "training_runs", "reviews", "sketches"):
        op.drop_table(table)
    for order in _ORDERS:
        op.drop_index(f"ix_corrections_status_{order}", "corrections")
    op.drop_index("ix_corrections_flagged", "corrections")
    op.drop_index("ix_corrections_words", "corrections")
    for column in reversed(_NEW):
        op.drop_column("corrections", column.name)
