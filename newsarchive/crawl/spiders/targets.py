"""Targets: convert the arguments of `crawl` to spiders and their options; this module fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from newsarchive.crawl.errors import BadPlan
from newsarchive.crawl.plan import plan_from
from newsarchive.crawl.site import Site, site_at
from newsarchive.crawl.spiders.loader import spider_for
from newsarchive.crawl.spiders.news import NewsSpider
from newsarchive.crawl.spiders.sources import SOURCES
from newsarchive.publishers import Publishers, publisher_named
from newsarchive.redaction import has_password, redacted


@dataclass(frozen=True, kw_only=True)
class Job:
    """One site to crawl: its spider, the spider's options, and the site."""

    spider: type[NewsSpider]
    options: Mapping[str, Any] = field(repr=False)
    site: Site


#: Options of single targets, by target.
OwnOptions = Mapping[str, Mapping[str, Any]]


def jobs_for(
    targets: Sequence[str], options: Mapping[str, Any], publishers: Publishers, own: OwnOptions | None = None
) -> list[Job]:
    """Return a job for each of *targets* (a publisher's key, its domain or a URL), or one for the option `urls`.

    Raise BadPlan or UnknownPublisher for the first invalid target, and for two targets of one site, which would wait
    for each other's pages.
    """
    for target in targets:
        if has_password(target):
            raise BadPlan(f"{redacted(target)}: a site's URL must not contain a user name or password; remove them")
    if not targets and not options.get("urls"):
        raise BadPlan("nothing to crawl; name a publisher, a web address or --urls FILE")
    if len(targets) > 1 and options.get("urls"):
        raise BadPlan("--urls names its own sites; leave out the others")
    plan_from(options)
    wanted = [(target, {**options, **(own or {}).get(target or "", {})}) for target in targets or (None,)]
    jobs = [_job(*_spider(target, options, publishers)) for target, options in wanted]
    twice = [job.site.key for number, job in enumerate(jobs) if job.site.key in {job.site.key for job in jobs[:number]}]
    if twice:
        raise BadPlan(f"{twice[0]} is named twice; crawl a site's parts one after the other")
    return jobs


def _job(spider: type[NewsSpider], options: Mapping[str, Any]) -> Job:
    made = spider(**options)
    site, plan = made.site, made.plan
    site.sections(options.get("section"))
    if plan.by is not None and len(plan.by) == 1:
        source = SOURCES[next(iter(plan.by))]
        if missing := source.missing(site, plan):
            raise BadPlan(f"--discover {source.name}: {missing}")
    return Job(spider=spider, options=options, site=site)


def _spider(
    target: str | None, options: Mapping[str, Any], publishers: Publishers
) -> tuple[type[NewsSpider], dict[str, Any]]:
    if target is None:
        return _generic(publishers), dict(options)
    if "//" not in target:
        return spider_for(publisher_named(target, publishers), publishers), dict(options)
    site = site_at(target, publishers)
    spider = spider_for(site.publisher, publishers) if site.publisher else _generic(publishers)
    if site.publisher and site.publisher.is_article_url(target):
        return spider, {**options, "urls": [target]}
    if site.publisher and urlsplit(target).path.strip("/") and not options.get("section"):
        return spider, {**options, "section": target}
    return spider, {**options, "url": target}


def _generic(publishers: Publishers) -> type[NewsSpider]:
    return type("SiteSpider", (NewsSpider,), {"publishers": publishers, "__module__": __name__})
