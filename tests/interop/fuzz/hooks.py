"""What schemathesis cannot know of itself."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def piece_of_a_file(ctx, value):
    """tus sends bare bytes."""
    return value if isinstance(value, bytes) else str(value).encode()
