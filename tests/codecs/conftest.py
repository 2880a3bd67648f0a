"""A clock that stands still, so that events can be compared whole."""

import pytest

from pipeline.plugin import Context


@pytest.fixture
def context():
    """A context without ECS whose clock stands still."""
    return Context(clock=lambda: 1_714_979_289_123_456_789, ecs_compatibility="disabled")


@pytest.fixture
def ecs(context):
    """The same with ECS."""
    context.ecs_compatibility = "v8"
    return context
