"""The country note of a learner's site: what the law there adds to the courses."""

from dataclasses import replace

from score_learn.core.course import CountryNote, is_for
from score_learn.core.people import Actor
from score_learn.core.question import Track
from score_learn.core.refusal import Refusal, Refused
from score_learn.services.offers import country_notes
from score_learn.services.standings import learner_of
from score_learn.storage import organisations


def country_note(actor: Actor, lang: str) -> CountryNote:
    """Return the note of the site's country; refuses with NOT_FOUND when there is none."""
    found = find(actor, lang)
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    return found


def find(actor: Actor, lang: str) -> CountryNote | None:
    """Return the note of the site's country, if the country is said and has one.

    It holds what the learner's track is to read.
    """
    learner = learner_of(actor)
    site = organisations.find_site(learner.site_id)
    if site is None or site.country is None:
        return None
    found = (note for note in country_notes(lang) if note.country == site.country)
    return next((_for_track(note, learner.track) for note in found), None)


def _for_track(note: CountryNote, track: Track) -> CountryNote:
    own = (
        replace(topic, cards=tuple(card for card in topic.cards if is_for(card.audience, track)))
        for topic in note.topics
    )
    return replace(note, topics=tuple(topic for topic in own if topic.cards))


def number_of_points(note: CountryNote | None, module: str) -> int:
    """Return how many points of a note belong to a module."""
    topic = note.topic(module) if note else None
    return len(topic.cards) if topic else 0
