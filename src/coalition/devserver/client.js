// Live reload: replaces the content of an open page, or its style sheet, when the project's files
// have changed, and shows errors in an overlay and warnings behind a badge. The data attributes of the script element hold the
// versions of the page, its style sheet, its images and its problems when it was served.

(function () {
  'use strict';

  const CLIENT_PATH = '/_preview/client.js';
  const SCROLLED = '.backdrop:not(.is-panel), .is-panel .dialog';
  const HIDDEN_ERRORS = 'preview-hidden-errors'; // key of the session storage
  const { dataset } = document.currentScript;
  const pagePath = encodeURIComponent(window.location.pathname);
  let { page, styles } = dataset;
  let shownProblems = ''; // version of the problems in the overlay
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

  /** Return the errors that the user has hidden, in this tab. */
  function getHiddenErrors() {
    return (window.sessionStorage.getItem(HIDDEN_ERRORS) || '').split(' ').filter(Boolean);
  }

  function setHiddenErrors(keys) {
    window.sessionStorage.setItem(HIDDEN_ERRORS, keys.join(' '));
  }

  function findInOverlay(selector) {
    return overlay && overlay.shadowRoot.querySelector(selector);
  }

  function isOverlayVisible() {
    const backdrop = findInOverlay('.backdrop');
    return Boolean(backdrop) && !backdrop.hidden;
  }

  /** Show the list of problems, or leave only the badge that opens it. */
  function setOverlayVisible(visible) {
    const badge = findInOverlay('[data-toggle]');
    findInOverlay('.backdrop').hidden = !visible;
    if (badge) {
      badge.setAttribute('aria-expanded', String(visible));
      badge.hidden = visible && !findInOverlay('.is-panel'); // an overlay has its own button
    }
  }

  /** Show or hide the list because the user asked for it, and remember what has been hidden. */
  function toggleOverlay(visible) {
    setOverlayVisible(visible);
    const errors = findInOverlay('.backdrop').dataset.errors.split(' ');
    setHiddenErrors(visible ? [] : [...getHiddenErrors(), ...errors]);
    findInOverlay(visible ? '#heading' : '[data-toggle]').focus();
  }

  function removeOverlay() {
    if (overlay) overlay.remove();
    overlay = null;
  }

  /** Return whether to show the list, now that there is a new one. */
  function shouldOpen(wasVisible) {
    const errors = findInOverlay('.backdrop').dataset.errors.split(' ').filter(Boolean);
    const hidden = getHiddenErrors();
    // Once all files have been checked, forget what is no longer wrong: if it comes back, it is new
    if (!findInOverlay('[data-checking]')) {
      setHiddenErrors(hidden.filter((key) => errors.includes(key)));
    }
    return errors.length ? errors.some((key) => !hidden.includes(key)) : wasVisible;
  }

  /** Fetch and show the overlay for one version of the problems; an empty version removes it. */
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
    const panelWasOpen = isOverlayVisible() && Boolean(findInOverlay('.is-panel'));
    const badgeHadFocus = Boolean(findInOverlay('[data-toggle]:focus'));
    const { scrollTop } = findInOverlay(SCROLLED) || { scrollTop: 0 };
    removeOverlay();
    overlay = document.createElement('div');
    overlay.setAttribute('data-preview-problems', '');
    overlay.attachShadow({ mode: 'open' }).innerHTML = html;
    overlay.shadowRoot.addEventListener('click', (event) => {
      if (event.target.closest('[data-hide]')) toggleOverlay(false);
      if (event.target.closest('[data-toggle]')) toggleOverlay(!isOverlayVisible());
    });
    document.documentElement.append(overlay);
    setOverlayVisible(shouldOpen(panelWasOpen));
    findInOverlay(SCROLLED).scrollTop = scrollTop;
    if (badgeHadFocus) findInOverlay('[data-toggle]').focus();
  }

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOverlayVisible() && findInOverlay('[data-hide]')) {
      toggleOverlay(false);
    }
  });

  /** Return whether a page has other scripts that would have to run again; data-runs-once says not. */
  function hasOtherScripts(doc) {
    return Array.from(doc.scripts).some(
      (script) =>
        script.src && !script.src.endsWith(CLIENT_PATH) && !('runsOnce' in script.dataset),
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
    shownProblems = null; // an overlay that is still being fetched would be a second one
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
