"""Why a goal is missed, where somebody has looked; printed only while it is."""

REASONS: dict[str, str] = {}
