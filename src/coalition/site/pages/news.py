"""The pages of the news."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.site import views
from coalition.site.pages.page import (
    Page,
    build_breadcrumbs,
    build_main_page,
    list_content_files,
    truncate_description,
)
from coalition.site.site import Site


def build_news_pages(site: Site) -> Iterator[Page]:
    """Yield the list of articles and a page for each; nothing without news."""
    if not site.has("news"):
        return
    articles = site.articles
    yield build_main_page(
        site, "news", "news.html", views.NewsView(site.get_page_content("news"), articles), (), ()
    )
    for position, article in enumerate(articles):
        newer = articles[position - 1] if position else None
        older = articles[position + 1] if position + 1 < len(articles) else None
        yield Page(
            site.get_address("article", article.slug),
            "article.html",
            article.title,
            truncate_description(article.summary.text or article.title.text),
            views.build_article_view(site.index, article, newer, older),
            build_breadcrumbs(site, "news"),
            list_content_files(article),
            (article.checked,) if article.checked else (),
            article,
            site.find_missing_languages(site.content_index.news[article.slug]),
        )
