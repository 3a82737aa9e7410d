"""Rehydrate: fetch the articles of a release without texts from their sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from newsarchive.archive.index import Index
from newsarchive.archive.layout import Layout
from newsarchive.crawl.run import Code, CrawlFailed, Options, Outcome, crawl_jobs
from newsarchive.crawl.spiders.loader import spider_for
from newsarchive.crawl.spiders.targets import Job, jobs_for
from newsarchive.publishers import Publishers, all_publishers, publisher_of
from newsarchive.release.comparison import ComparedArticle, Released, changed, outcome_of, released
from newsarchive.release.takedown import WITHDRAWN, takedown_of

# This outcome is reported per article; an unreachable site does not fail the command.
_REPORTED = frozenset({Code.UNREACHABLE, Code.FORBIDDEN, Code.NOTHING_READ, Code.PRIVATE})


@dataclass(frozen=True, kw_only=True)
class _Errand:
    """One site's articles and the crawl that fetches them."""

    job: Job
    articles: list[Released] = field(repr=False)


def rehydrate(release: Path, options: Options, *, takedown: Iterable[Path] = ()) -> list[ComparedArticle]:
    """Fetch the articles of *release* (its folder, or a file of JSON Lines) into *options.folder*; return the outcomes.

    This is an ordinary crawl of their URLs: it obeys robots.txt and delays, and fetches nothing twice, so a second run
    continues an interrupted one. Articles that the release, the archive or a list of *takedown* withholds are never
    requested. Raise what `newsarchive.crawl.run.crawl` raises, except that sites that do not respond are reported by
    article.
    """
    articles = released(release)
    lists = [*takedown, *([release / WITHDRAWN] if (release / WITHDRAWN).is_file() else ())]
    withheld = takedown_of(options.folder, lists)
    configured = replace(options, settings={**options.settings, "NEWSARCHIVE_TAKEDOWN": [str(path) for path in lists]})
    wanted = [article for article in articles if article.address and not withheld.holds(article)]
    errands = list(_errands(wanted, all_publishers(options.publishers)))
    for outcome in crawl_jobs([errand.job for errand in errands], configured) if errands else ():
        _raise_final(outcome)
    outcomes = {outcome.id: outcome for outcome in _outcomes(errands, release, options.folder)}
    return [outcomes.get(article.id) or _not_requested(article) for article in articles]


def _not_requested(article: Released) -> ComparedArticle:
    if article.address:
        return ComparedArticle(id=article.id, url=article.address, outcome="withheld", reason="takedown list")
    return ComparedArticle(id=article.id, url=None, outcome="not reached", reason="the release has no URL")


def _errands(wanted: Sequence[Released], publishers: Publishers) -> Iterator[_Errand]:
    """Yield a job for each site; the sites are crawled concurrently, each with its own delay (or browser)."""
    by_site: dict[str, list[Released]] = {}
    for article in wanted:
        publisher = publisher_of(article.address or "", publishers)
        by_site.setdefault(publisher.key if publisher else f"//{article.site}", []).append(article)
    for key, articles in by_site.items():
        plan_options = {"urls": [article.address for article in articles]}
        yield _Errand(job=_job(key, plan_options, publishers), articles=articles)


def _job(key: str, plan_options: Mapping[str, Any], publishers: Publishers) -> Job:
    if key not in publishers:
        return jobs_for([], plan_options, publishers)[0]
    spider = spider_for(publishers[key], publishers)
    return Job(spider=spider, options=plan_options, site=spider(**plan_options).site)


def _raise_final(outcome: Outcome) -> None:
    failure = outcome.failure
    if failure and not (isinstance(failure, CrawlFailed) and failure.code in _REPORTED):
        raise failure


def _outcomes(errands: Sequence[_Errand], release: Path, folder: Path) -> Iterator[ComparedArticle]:
    """Yield the outcome of each article; texts are read only if they differ."""
    if not errands:
        return
    differing: dict[str, tuple[Released, str]] = {}
    with closing(Index(Layout(folder).index, writable=False)) as index:
        for errand in errands:
            for article in errand.articles:
                outcome = outcome_of(article, errand.job.site.canonical(article.address or ""), index)
                if isinstance(outcome, ComparedArticle):
                    yield outcome
                else:
                    differing[article.id] = (article, outcome.id or "")
    yield from changed(release, folder, differing)
