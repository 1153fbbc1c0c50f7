// Filters the directory and other lists: hides rows that are already in the page, fetches nothing.
// Without this script the page is complete. What it expects of the page:
//   normalize.js before this script
//   <form data-filter hidden>  search field "q", selects such as "group" (or none), a reset button,
//                              <output data-filter-count data-messages='{"one": "{n} …", …}'>;
//                              options of a region have data-countries="NO SE"
//   [data-member]              a row, with an attribute for each select, such as data-group, which has
//                              values separated by spaces; data-search for more words. Its value is
//                              the member's id: who belongs to two groups has two rows, and counts
//                              once; without data-kind, it is a person
//   [data-organisation], [data-document]
//                              the same in a list of organisations or documents
//   [data-member-group], [data-document-group]
//                              a section, hidden while none of its rows shows

(function () {
  'use strict';

  const { normalize } = window.coalition;
  const PAUSE = 300; // ms without typing before the count is read out and the address follows
  const DEFAULTS = { kind: 'person' }; // of rows that leave the attribute out
  const ROWS = '[data-member], [data-organisation], [data-document]';

  const form = document.querySelector('form[data-filter]');
  if (!form) return;
  const search = form.elements.namedItem('q');
  const selects = Array.from(form.querySelectorAll('select'));
  const fields = [search, ...selects];
  const count = form.querySelector('[data-filter-count]');
  const messages = JSON.parse(count.dataset.messages);
  const rows = Array.from(document.querySelectorAll(ROWS));
  const groups = Array.from(
    document.querySelectorAll('[data-member-group], [data-document-group]'),
  );
  const normalized = new Map(); // row -> its words, made the first time that somebody searches
  let waiting = 0; // the timer that ends the pause, or 0

  function words(row) {
    if (!normalized.has(row))
      normalized.set(row, normalize(row.textContent + ' ' + (row.dataset.search || '')));
    return normalized.get(row);
  }

  function showRows() {
    const allows = (row, select) => {
      if (!select.value) return true;
      const countries = select.selectedOptions[0].dataset.countries; // of a region
      if (countries) return countries.split(' ').includes(row.dataset.country);
      const values = row.dataset[select.name] || DEFAULTS[select.name] || '';
      return values.split(' ').includes(select.value);
    };
    const query = normalize(search.value).split(/\s+/).filter(Boolean);
    rows.forEach((row) => {
      row.hidden = !(
        selects.every((select) => allows(row, select)) &&
        query.every((word) => words(row).includes(word))
      );
    });
    groups.forEach((part) => {
      part.hidden = !part.querySelector(`:is(${ROWS}):not([hidden])`);
    });
  }

  /** Show how many match, in the right plural form (Arabic has six). */
  function updateCount() {
    const shown = rows.filter((row) => !row.hidden);
    const n = new Set(shown.map((row) => row.dataset.member || row)).size;
    let plural = 'other';
    try {
      plural = new Intl.PluralRules(document.documentElement.lang).select(n);
    } catch (error) {
      // An old browser, or a language that it does not know: use "other".
    }
    const message = (n === 0 && messages.zero) || messages[plural] || messages.other;
    count.textContent = message.replace('{n}', n);
  }

  function writeAddress() {
    const address = new URL(window.location.href);
    fields.forEach((field) => {
      address.searchParams.delete(field.name);
      if (field.value.trim()) address.searchParams.set(field.name, field.value.trim());
    });
    try {
      window.history.replaceState(window.history.state, '', address.href);
    } catch (error) {
      // Opened from a disk, or changed too often: the filter works, but the URL is not updated.
    }
  }

  function stopWaiting() {
    window.clearTimeout(waiting);
    waiting = 0;
  }

  function readAddress() {
    stopWaiting();
    const asked = new URLSearchParams(window.location.search);
    fields.forEach((field) => {
      field.value = asked.get(field.name) || '';
      if (field.selectedIndex === -1) field.value = ''; // a select without such an option
    });
    showRows();
    updateCount();
  }

  function settle() {
    stopWaiting();
    showRows();
    updateCount();
    writeAddress();
  }

  function typed() {
    showRows();
    stopWaiting();
    waiting = window.setTimeout(settle, PAUSE);
  }

  function clear(which) {
    which.forEach((field) => {
      field.value = '';
    });
    search.focus();
    settle();
  }

  form.addEventListener('input', (event) => {
    if (!event.isComposing) typed();
  });
  form.addEventListener('compositionend', typed); // Chinese is searched once it is written
  form.addEventListener('change', settle);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    settle();
  });
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    clear(fields);
  });
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && search.value && !event.isComposing) {
      event.preventDefault();
      clear([search]);
    }
  });
  // A page from the history may have its old field values; do not replace what is being typed.
  window.addEventListener('pageshow', () => {
    if (!waiting) readAddress();
  });
  window.addEventListener('popstate', readAddress);

  readAddress();
  form.hidden = false;
})();
