// Loads the search when a visitor reaches for it: with the link in the header, with the key "/", or
// on the search page. Without this script, the link leads to the search page.
// What it expects of the page:
//   <a data-search="…">   the link; data-search has the URLs of the scripts, the last one optional

(function () {
  'use strict';

  let loading = null;

  function loadScript(url) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = url;
      script.async = false; // in this order
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  /** Load everything once; the promise is that of what the search cannot work without. */
  function load(link) {
    if (!loading) {
      const scripts = link.dataset.search.split(' ').map(loadScript);
      const words = scripts.pop();
      words.then(() => window.coalition.search.addWords()).catch(() => {}); // the search finds titles
      loading = Promise.all(scripts);
    }
    return loading;
  }

  function open(event, link) {
    if (!link || !window.HTMLDialogElement || document.querySelector('[data-search-page]')) return;
    event.preventDefault();
    load(link)
      .then(() => window.coalition.search.open())
      .catch(() => window.location.assign(link.href)); // also in a browser that is too old for it
  }

  document.addEventListener('click', (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    open(event, event.target.closest('[data-search]'));
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, select, textarea, [contenteditable]')) return;
    open(event, document.querySelector('[data-search]'));
  });

  const page = document.querySelector('[data-search-page]');
  if (page) {
    load(document.querySelector('[data-search]'))
      .then(() => window.coalition.search.fill(page))
      .catch(() => {
        page.textContent = page.dataset.error;
        page.hidden = false;
      });
  }
})();
