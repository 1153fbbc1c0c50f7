// Filters the directory and other lists. Without this script the page is complete.
// A list of one page has its rows in the page, where they are hidden. A long list is divided into
// pages: its rows are in a script of their own, which is loaded when somebody reaches for the form,
// and what is found replaces the part of the list that the page has.
// What it expects of the page:
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
// For a list that is divided into pages, instead of rows:
//   the form's data-rows       the URL of the script with all rows, which calls coalition.addRows
//   its data-scope             pairs of a name and a value that all rows of this list have
//   its data-total             the number of rows
//   its data-failed            the message that the script could not be loaded
//   [data-list-page]           the part of the list, hidden while the filter is in use
//   [data-list-results]        the place for what is found: an empty list, a button [data-list-more]

(function () {
  'use strict';

  const { normalize } = window.coalition;
  const PAUSE = 300; // ms without typing before the count is read out and the address follows
  const STEP = 50; // rows that are shown at once of what is found in a long list
  const SLICE = 8; // ms of work on the rows of a long list before the browser may do something else
  const DEFAULTS = { kind: 'person' }; // of rows that leave the attribute out
  const ROWS = '[data-member], [data-organisation], [data-document]';

  const form = document.querySelector('form[data-filter]');
  if (!form) return;
  const search = form.elements.namedItem('q');
  const selects = Array.from(form.querySelectorAll('select'));
  const fields = [search, ...selects];
  const count = form.querySelector('[data-filter-count]');
  const messages = JSON.parse(count.dataset.messages);
  const list = form.dataset.rows ? makeLongList() : makeShortList();
  let last = null; // what was asked for last, and the rows that it found
  let waiting = 0; // the timer that ends the pause, or 0

  // A list has `items`, which are null until they are loaded, and the functions `load` and `show`.
  // An item has `values`, which the selects compare, and `words`.

  /** Return the list whose rows are in the page. */
  function makeShortList() {
    const rows = Array.from(document.querySelectorAll(ROWS));
    const items = rows.map((row) => ({
      row,
      values: row.dataset,
      get words() {
        // Made the first time that somebody searches
        const words = normalize(row.textContent + ' ' + (row.dataset.search || ''));
        Object.defineProperty(this, 'words', { value: words });
        return words;
      },
    }));
    const groups = Array.from(
      document.querySelectorAll('[data-member-group], [data-document-group]'),
    );
    return {
      items,
      load() {},
      show(found) {
        const shown = new Set(found);
        items.forEach((item) => {
          item.row.hidden = !shown.has(item);
        });
        groups.forEach((part) => {
          part.hidden = !part.querySelector(`:is(${ROWS}):not([hidden])`);
        });
      },
    };
  }

  /** Return the list of which the page has only a part. */
  function makeLongList() {
    const part = document.querySelector('[data-list-page]');
    const results = document.querySelector('[data-list-results]');
    const target = results.querySelector('ul, ol');
    const more = results.querySelector('[data-list-more]');
    const scope = JSON.parse(form.dataset.scope);
    const long = { items: null, load, show };
    let data = null; // from the file: texts, shapes, rows, and the URL that links are relative to
    let isLoading = false;
    let found = [];
    let shown = 0;

    function load() {
      if (isLoading) return;
      isLoading = true;
      const script = document.createElement('script');
      script.src = form.dataset.rows;
      script.addEventListener('error', () => {
        isLoading = false; // the next key press tries again
        count.textContent = form.dataset.failed;
      });
      document.head.appendChild(script);
    }

    window.coalition.addRows = (loaded) => {
      data = Object.assign(loaded, { base: document.currentScript.src, words: [] });
      makeItems(data, (items) => {
        const isInScope = (item) => scope.every(([name, value]) => hasValue(item, name, value));
        long.items = items.filter(isInScope);
        if (isFiltered()) refresh();
      });
    };

    function show(items) {
      const isShown = part.hidden && isFiltered() && items === found;
      if (isShown) return; // as many as somebody has asked for
      part.hidden = isFiltered();
      results.hidden = !part.hidden;
      found = part.hidden ? items : [];
      shown = 0;
      target.textContent = '';
      showMore();
    }

    /** Append the next rows, and return the first of them. */
    function showMore() {
      const rows = document.createDocumentFragment();
      found.slice(shown, shown + STEP).forEach((item) => {
        let position = 0;
        const next = () => data.texts[item.row[(position += 1)]];
        rows.appendChild(buildElement(data.shapes[item.row[0]], next, data.base));
      });
      const first = rows.firstChild;
      shown += rows.childNodes.length;
      target.appendChild(rows);
      more.hidden = shown >= found.length;
      document.dispatchEvent(new CustomEvent('coalition:rows'));
      return first;
    }

    more.addEventListener('click', () => {
      const link = showMore().querySelector('a');
      if (link) link.focus(); // where reading goes on
    });
    form.addEventListener('focusin', load);
    form.addEventListener('pointerenter', load);
    return long;
  }

  /** Build an element from its shape: tag, attributes, children. `next` returns the row's texts. */
  function buildElement([tag, attributes, children], next, base) {
    const element = document.createElement(tag);
    attributes.forEach(([name, fixed]) => {
      const value = fixed === null ? next() : fixed;
      element.setAttribute(name, name === 'href' ? new URL(value, base).href : value);
    });
    children.forEach((child) => {
      const isText = child === null || typeof child === 'string';
      element.appendChild(
        isText
          ? document.createTextNode(child === null ? next() : child)
          : buildElement(child, next, base),
      );
    });
    return element;
  }

  /** Make the items of loaded rows, in slices so that typing is not interrupted; then call `done`. */
  function makeItems(data, done) {
    const readers = data.shapes.map(makeReader);
    const items = [];
    (function work() {
      const end = performance.now() + SLICE;
      while (items.length < data.rows.length) {
        const row = data.rows[items.length];
        items.push(readers[row[0]](row, data));
        if (items.length % 32 === 0 && performance.now() > end) break;
      }
      if (items.length < data.rows.length) window.setTimeout(work);
      else done(items);
    })();
  }

  /** Return a function that makes an item of a row of a shape. */
  function makeReader(shape) {
    const names = []; // [name of a data attribute, position in the row]
    const texts = []; // positions of texts, and of the words that a row does not show
    let position = 0;
    (function visit([, attributes, children]) {
      attributes.forEach(([name, fixed]) => {
        if (fixed === null) position += 1;
        if (name === 'data-search') texts.push(position);
        else if (name.startsWith('data-')) names.push([name.slice(5), position]);
      });
      children.forEach((child) => {
        if (child === null) texts.push((position += 1));
        else if (typeof child !== 'string') visit(child);
      });
    })(shape);
    return (row, data) => {
      const values = {};
      names.forEach(([name, at]) => {
        values[name] = data.texts[row[at]];
      });
      const words = texts.map((at) => normalizeOnce(row[at], data)).join(' ');
      return { row, values, words };
    };
  }

  /** Return a text of the file, normalized: most belong to many rows. */
  function normalizeOnce(number, { texts, words }) {
    if (words[number] === undefined) words[number] = normalize(texts[number]);
    return words[number];
  }

  function hasValue(item, name, value) {
    const values = item.values[name] || DEFAULTS[name] || '';
    return values === value || values.split(' ').includes(value);
  }

  function isFiltered() {
    return fields.some((field) => field.value.trim());
  }

  /** Return a test of rows for each select in which something is chosen. */
  function makeTests() {
    return selects
      .filter((select) => select.value)
      .map(({ name, value, selectedOptions }) => {
        const { countries } = selectedOptions[0].dataset; // of a region
        if (!countries) return (item) => hasValue(item, name, value);
        const codes = countries.split(' ');
        return (item) => codes.includes(item.values.country);
      });
  }

  /** Return the rows that match. While a word is typed, only those found before can. */
  function find() {
    const query = normalize(search.value);
    const chosen = selects.map((select) => select.value).join('\n');
    if (last && last.chosen === chosen && last.query === query) return last.items;
    const isNarrower = last && last.chosen === chosen && query.startsWith(last.query);
    const tests = makeTests();
    query
      .split(/\s+/)
      .filter(Boolean)
      .forEach((word) => tests.push((item) => item.words.includes(word)));
    const items = isNarrower ? last.items : list.items;
    last = { query, chosen, items: items.filter((item) => tests.every((test) => test(item))) };
    return last.items;
  }

  function showRows() {
    if (list.items) list.show(find());
    else if (isFiltered()) list.load();
    else list.show([]);
  }

  /** Show how many match, in the right plural form (Arabic has six). */
  function updateCount() {
    if (!list.items && isFiltered()) return; // not known yet
    const n = isFiltered() || !form.dataset.total ? countItems() : Number(form.dataset.total);
    let plural = 'other';
    try {
      plural = new Intl.PluralRules(document.documentElement.lang).select(n);
    } catch (error) {
      // An old browser, or a language that it does not know: use "other".
    }
    const message = (n === 0 && messages.zero) || messages[plural] || messages.other;
    count.textContent = message.replace('{n}', n);
  }

  function countItems() {
    return new Set(last.items.map((item) => item.values.member || item)).size;
  }

  /** Search in rows that were loaded after somebody had begun to type. */
  function refresh() {
    showRows();
    if (!waiting) updateCount();
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
