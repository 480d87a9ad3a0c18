"""What a leader needs in two minutes, and the weekly list of late tasks."""
