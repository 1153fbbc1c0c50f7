// Live reload: replaces the content of an open page, or its style sheet, when the project's files
// have changed, and shows errors in an overlay. The data attributes of the script element hold the
// versions of the page, its style sheet, its images and its diagnostics when it was served.

(function () {
  'use strict';

  const CLIENT_PATH = '/_preview/client.js';
  const { dataset } = document.currentScript;
  const pagePath = encodeURIComponent(window.location.pathname);
  let { page, styles } = dataset;
  let shownProblems = ''; // version of the diagnostics in the overlay
  let stream = null;
  let overlay = null;

  function swapStyles(newStyles) {
    const old = document.querySelector(`link[rel="stylesheet"][href$="${styles}"]`);
    if (old) {
      const fresh = old.cloneNode();
      fresh.href = old.href.slice(0, old.href.length - styles.length) + newStyles;
      fresh.addEventListener('load', () => old.remove()); // earlier would show an unstyled page
      fresh.addEventListener('error', () => fresh.remove()); // a newer one has replaced it
      old.after(fresh);
    }
    styles = newStyles;
  }

  /** Show the overlay, or hide it behind its button. */
  function setOverlayVisible(visible) {
    overlay.shadowRoot.querySelector('.backdrop').hidden = !visible;
    overlay.shadowRoot.querySelector('[data-show]').hidden = visible;
  }

  function removeOverlay() {
    if (overlay) overlay.remove();
    overlay = null;
  }

  /** Fetch and show the overlay for one version of the diagnostics; an empty version removes it. */
  async function showOverlay(version) {
    shownProblems = version;
    if (!version) {
      removeOverlay();
      return;
    }
    let html = '';
    try {
      const response = await fetch(`/_preview/problems?path=${pagePath}`);
      html = await response.text();
    } catch (error) {
      shownProblems = ''; // the preview is restarting, and will send the version again
    }
    if (shownProblems !== version) return; // a newer version has arrived meanwhile
    removeOverlay();
    overlay = document.createElement('div');
    overlay.setAttribute('data-preview-problems', '');
    overlay.attachShadow({ mode: 'open' }).innerHTML = html;
    overlay.shadowRoot.addEventListener('click', (event) => {
      if (event.target.closest('[data-hide]')) setOverlayVisible(false);
      if (event.target.closest('[data-show]')) setOverlayVisible(true);
    });
    document.documentElement.append(overlay);
  }

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && overlay && overlay.shadowRoot.querySelector('[data-hide]')) {
      setOverlayVisible(false);
    }
  });

  /** Return whether a page has other scripts, which would have to run again. */
  function hasOtherScripts(doc) {
    return Array.from(doc.scripts).some(
      (script) => script.src && !script.src.endsWith(CLIENT_PATH),
    );
  }

  function copyAttributes(from, to) {
    Array.from(to.attributes).forEach(({ name }) => to.removeAttribute(name));
    Array.from(from.attributes).forEach(({ name, value }) => to.setAttribute(name, value));
  }

  /** Replace head and body in place; `sheet` is the current style sheet, which both pages share. */
  function replaceContent(newDocument, sheet) {
    // Reuse the loaded element, or the page would be unstyled for a moment
    newDocument.querySelector('link[rel="stylesheet"]').replaceWith(sheet);
    copyAttributes(newDocument.documentElement, document.documentElement);
    document.head.replaceChildren(...newDocument.head.childNodes);
    document.body.replaceWith(newDocument.body);
  }

  /** Rewrite the whole document: all of its scripts run again, including this one. */
  function rewriteDocument(html) {
    const { scrollX, scrollY } = window;
    stream.close();
    document.open(); // removes the old scripts' event listeners
    document.write(html);
    document.close();
    window.scrollTo(scrollX, scrollY);
  }

  /** Show a new version of the page; faster than a reload, and keeps the scroll position. */
  async function updatePage(version) {
    page = version;
    const response = await fetch(window.location.href);
    const html = await response.text();
    if (page !== version) return; // a newer version has arrived meanwhile
    const newDocument = new DOMParser().parseFromString(html, 'text/html');
    const [sheet, newSheet] = [document, newDocument].map((doc) =>
      doc.querySelector('link[rel="stylesheet"]'),
    );
    if (
      sheet &&
      newSheet &&
      sheet.href === newSheet.href &&
      !hasOtherScripts(document) &&
      !hasOtherScripts(newDocument)
    ) {
      replaceContent(newDocument, sheet);
    } else {
      rewriteDocument(html);
    }
  }

  function applyVersions(versions) {
    if (versions.pictures !== dataset.pictures) {
      window.location.reload(); // the browser would keep showing cached images
    } else if (versions.page !== page) {
      updatePage(versions.page).catch(() => window.location.reload());
    } else if (versions.styles !== styles) {
      swapStyles(versions.styles);
    }
    if (versions.problems !== shownProblems) showOverlay(versions.problems);
  }

  /** Open the event stream. Hidden pages close theirs, as browsers limit connections to six. */
  function openStream() {
    if (document.hidden || stream) return;
    stream = new EventSource(`/_preview/events?path=${pagePath}`);
    stream.onmessage = (event) => applyVersions(JSON.parse(event.data));
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden && stream) {
      stream.close();
      stream = null;
    }
    openStream();
  });
  if (dataset.problems) showOverlay(dataset.problems);
  openStream();
})();
