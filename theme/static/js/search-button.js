// Loads the search when a visitor reaches for it: with the link in the header, with the key "/", or
// on the search page. Without this script, the link leads to the search page.
// What it expects of the page:
//   <a data-search-files="…">   the link, with the URLs of the style sheet and the scripts; the last
//                               one is optional

(function () {
  'use strict';

  let loading = null;

  function loadFile(url) {
    return new Promise((resolve, reject) => {
      const isStyle = url.endsWith('.css');
      const element = document.createElement(isStyle ? 'link' : 'script');
      if (isStyle) {
        element.rel = 'stylesheet';
        element.href = url;
      } else {
        element.src = url;
        element.async = false; // in this order
      }
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  /** Load everything once; the promise is that of what the search cannot work without. */
  function load(link) {
    if (!loading) {
      const files = link.dataset.searchFiles.split(' ').map(loadFile);
      const words = files.pop();
      words.then(() => window.coalition.search.addWords()).catch(() => {}); // the search finds titles
      loading = Promise.all(files);
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
    open(event, event.target.closest('[data-search-files]'));
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, select, textarea, [contenteditable]')) return;
    open(event, document.querySelector('[data-search-files]'));
  });

  const page = document.querySelector('[data-search-page]');
  if (page) {
    load(document.querySelector('[data-search-files]'))
      .then(() => window.coalition.search.fill(page))
      .catch(() => {
        page.textContent = page.dataset.error;
        page.hidden = false;
      });
  }
})();
