// Keeps an open page as the files say: shows it anew when it has changed, swaps the style sheet, and
// lays over it what is wrong. The page that was served says what it was made of (data-...).

(function () {
  'use strict';

  const OURS = '/_preview/client.js';
  const { dataset } = document.currentScript;
  const here = encodeURIComponent(window.location.pathname);
  let { page, styles } = dataset;
  let shown = ''; // the name of the problems that are laid over the page
  let stream = null;
  let host = null;

  function swapStyles(now) {
    const old = document.querySelector(`link[rel="stylesheet"][href$="${styles}"]`);
    if (old) {
      const fresh = old.cloneNode();
      fresh.href = old.href.slice(0, old.href.length - styles.length) + now;
      fresh.addEventListener('load', () => old.remove()); // not before, or the page would flash
      fresh.addEventListener('error', () => fresh.remove()); // another one has come already
      old.after(fresh);
    }
    styles = now;
  }

  /** Show the problems, or the page without them while the editor looks at it. */
  function open(is) {
    host.shadowRoot.querySelector('.veil').hidden = !is;
    host.shadowRoot.querySelector('[data-show]').hidden = is;
  }

  function take() {
    if (host) host.remove();
    host = null;
  }

  async function lay(name) {
    shown = name;
    if (!name) {
      take();
      return;
    }
    let html = '';
    try {
      const answer = await fetch(`/_preview/problems?path=${here}`);
      html = await answer.text();
    } catch (error) {
      shown = ''; // the preview starts anew, and tells once more
    }
    if (shown !== name) return; // others have come meanwhile
    take();
    host = document.createElement('div');
    host.setAttribute('data-preview-problems', '');
    host.attachShadow({ mode: 'open' }).innerHTML = html;
    host.shadowRoot.addEventListener('click', (event) => {
      if (event.target.closest('[data-hide]')) open(false);
      if (event.target.closest('[data-show]')) open(true);
    });
    document.documentElement.append(host);
  }

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && host && host.shadowRoot.querySelector('[data-hide]')) open(false);
  });

  /** Whether a page has a script of its own, which has to be started again. */
  function acts(one) {
    return Array.from(one.scripts).some((script) => script.src && !script.src.endsWith(OURS));
  }

  function copyAttributes(from, to) {
    Array.from(to.attributes).forEach(({ name }) => to.removeAttribute(name));
    Array.from(from.attributes).forEach(({ name, value }) => to.setAttribute(name, value));
  }

  /** Put the parts of the new page in the place of the old ones; `sheet` is the same in both. */
  function exchange(fresh, sheet) {
    // The very same one, or the page would stand without it for a moment
    fresh.querySelector('link[rel="stylesheet"]').replaceWith(sheet);
    copyAttributes(fresh.documentElement, document.documentElement);
    document.head.replaceChildren(...fresh.head.childNodes);
    document.body.replaceWith(fresh.body);
  }

  /** Write the new page over the old one: its scripts run anew, this one too. */
  function rewrite(html) {
    const { scrollX, scrollY } = window;
    stream.close();
    document.open(); // takes away what the old scripts listened to
    document.write(html);
    document.close();
    window.scrollTo(scrollX, scrollY);
  }

  /** Show the new page: sooner than by loading it again, and nothing jumps. */
  async function renew(name) {
    page = name;
    const answer = await fetch(window.location.href);
    const html = await answer.text();
    if (page !== name) return; // another one has come meanwhile
    const fresh = new DOMParser().parseFromString(html, 'text/html');
    const [sheet, theirs] = [document, fresh].map((one) =>
      one.querySelector('link[rel="stylesheet"]'),
    );
    if (sheet && theirs && sheet.href === theirs.href && !acts(document) && !acts(fresh)) {
      exchange(fresh, sheet);
    } else {
      rewrite(html);
    }
  }

  function follow(now) {
    if (now.pictures !== dataset.pictures) {
      window.location.reload(); // or the browser would show the old ones
    } else if (now.page !== page) {
      renew(now.page).catch(() => window.location.reload());
    } else if (now.styles !== styles) {
      swapStyles(now.styles);
    }
    if (now.problems !== shown) lay(now.problems);
  }

  // A hidden page lets go of its stream: browsers keep only six connections to one server
  function listen() {
    if (document.hidden || stream) return;
    stream = new EventSource(`/_preview/events?path=${here}`);
    stream.onmessage = (event) => follow(JSON.parse(event.data));
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden && stream) {
      stream.close();
      stream = null;
    }
    listen();
  });
  if (dataset.problems) lay(dataset.problems);
  listen();
})();
