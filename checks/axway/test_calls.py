"""What customers get: the sample calls, and that nothing is open that was closed."""

import pytest

from readers.calls import opened


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-020")
def test_sample_calls_are_answered(instance):
    """Each sample call of the group, /hello or another, gets from the instance what it should."""
    assert [f"{instance}: {why}" for one in instance.calls for why in one.wrong] == []


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("AXW-POST-022")
def test_sample_calls_get_the_answer_of_before(instance, baseline):
    """The sample calls get from the instance the status that they got before."""
    statuses = {one.call.name: one.answer.status for one in instance.calls}

    assert statuses == baseline("calls", statuses)


@pytest.mark.pre
@pytest.mark.post
@pytest.mark.requirement("EST-009")
def test_closed_apis_stay_closed(instance, baseline):
    """Every sample call that was refused without its credential is refused now."""
    answers = instance.without_credential

    assert opened(baseline("without_credential", answers), answers) == []
