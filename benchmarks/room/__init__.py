"""The parts of ``benchmarks.screening_room``: what it fills, the server it starts, the people it plays, the count."""
