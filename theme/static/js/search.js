// The search in the titles and words of all pages in the language of the page.
// search-button.js loads it, after normalize.js, vendor/minisearch.js and the titles, before the words.
// What it expects:
//   coalition.searchTitles   {version, kinds, texts, entries}; an entry is a list: position of its kind,
//                            path below the language's folder, title, summary, other names,
//                            [[id, heading], …], tag of the title's language if it is another one
//   coalition.searchWords    {version, texts}; the texts of each entry: before the first heading, and
//                            below each one. It may come later, or never
// It defines coalition.search: open(), fill(element) for the search page, addWords() and, for tests
// and benchmarks, find(query).

(function () {
  'use strict';

  const { normalize, searchTitles: titles } = window.coalition;
  // Its folder has those of all pages. Of the scripts in the page, the titles are loaded from there.
  const root = new URL(
    '../',
    Array.from(document.scripts).find((script) => /\/search\/titles\.js$/.test(script.src)).src,
  );
  const texts = titles.texts;

  const BOOST = { title: 8, names: 4, headings: 3, summary: 2, text: 1 };
  const TOLERANT_LENGTH = 4; // letters of a word that is found with a typo
  const PAGE_LIMIT = 60; // results on the search page
  const DIALOG_LIMIT = 15;
  const EXCERPT = 160; // characters
  const CHUNK = 40; // entries that are indexed before the browser may answer a key

  // ----- words

  const APOSTROPHE = /^['’ʼ]\p{L}/u;
  const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  const WORD =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}\u200c\u200d\u00ad])+/gu;
  const ARABIC_ARTICLE = /^(?:[وفبك]?ال|لل)(?=.{3})/;
  const segmenter =
    window.Intl && Intl.Segmenter ? new Intl.Segmenter('zh', { granularity: 'word' }) : null;

  const normalized = new Map(); // word -> its normalized form: most words occur many times

  function normalizeWord(word) {
    if (!normalized.has(word)) normalized.set(word, normalize(word));
    return normalized.get(word);
  }

  /** Return the overlapping pairs of characters of a run, or its only character. */
  function splitPairs(run) {
    if (run.length === 1) return [{ term: run, start: 0, end: 1 }];
    return Array.from({ length: run.length - 1 }, (_, start) => ({
      term: run.slice(start, start + 2),
      start,
      end: start + 2,
    }));
  }

  function splitSegments(run) {
    return Array.from(segmenter.segment(run), ({ segment, index }) => ({
      term: segment,
      start: index,
      end: index + segment.length,
    }));
  }

  /** Return the words of a text with their places: [{terms, start, end}]. */
  function splitWords(text) {
    const words = [];
    for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
      const [word] = match;
      const start = match.index;
      const end = start + word.length;
      if (HAN.test(word)) {
        const parts = segmenter ? [...splitPairs(word), ...splitSegments(word)] : splitPairs(word);
        parts.forEach((part) =>
          words.push({ terms: [part.term], start: start + part.start, end: start + part.end }),
        );
      } else if (word.length > 2 || !APOSTROPHE.test(text.slice(end, end + 2))) {
        // l’éducation, qu’elle: not the article
        const term = normalizeWord(word);
        const stem = term.replace(ARABIC_ARTICLE, '');
        words.push({ terms: stem === term ? [term] : [term, stem], start, end });
      }
    }
    return words;
  }

  function listTerms(text) {
    return [].concat(...splitWords(text).map((word) => word.terms));
  }

  /** Return what to look for: words without their article, Chinese by words, or else by pairs. */
  function listQueryTerms(query, usesPairs) {
    const terms = (query.match(WORD) || []).map((word) => {
      if (!HAN.test(word)) return [normalize(word).replace(ARABIC_ARTICLE, '')];
      const parts = segmenter && !usesPairs ? splitSegments(word) : splitPairs(word);
      return parts.map((part) => part.term);
    });
    const elided = query.replace(/(^|[^\p{L}])\p{L}{1,2}['’ʼ](?=\p{L})/gu, '$1');
    if (elided !== query) return listQueryTerms(elided, usesPairs);
    return [].concat(...terms);
  }

  // ----- the index

  const entries = titles.entries.map(
    ([kind, path, title, summary = '', names = [], headings = [], tag = ''], id) => ({
      id,
      kind,
      path,
      title,
      summary,
      names,
      headings,
      tag,
      texts: [],
      exact: new Set([title, ...names].map(normalize)),
    }),
  );

  function createIndex() {
    return new window.MiniSearch({
      fields: Object.keys(BOOST),
      extractField: (entry, field) => {
        if (field === 'id') return entry.id;
        if (field === 'headings') return entry.headings.map(([, heading]) => heading).join('\n');
        if (field === 'names') return entry.names.join('\n');
        return field === 'text' ? entry.texts.join('\n') : entry[field];
      },
      tokenize: listTerms,
      processTerm: (term) => term,
    });
  }

  let index = null;
  let hasWords = false; // whether the words have been loaded
  const views = []; // what has to be updated when the words have been indexed

  /** Index the titles, and the words once they are there: when somebody reaches for the field. */
  function prepare() {
    if (index) return;
    index = createIndex();
    index.addAll(entries);
    if (hasWords) indexWords();
  }

  function addWords() {
    hasWords = true;
    return index ? indexWords() : Promise.resolve();
  }

  /** Index the words as well, a few entries at a time, and look again for what was asked. */
  function indexWords() {
    const words = window.coalition.searchWords;
    if (!words || words.version !== titles.version) return Promise.resolve();
    entries.forEach((entry) => {
      entry.texts = words.texts[entry.id] || [];
    });
    const whole = createIndex();
    return whole.addAllAsync(entries, { chunkSize: CHUNK }).then(() => {
      index = whole;
      views.forEach((view) => view.update());
    });
  }

  function isTolerant(term) {
    return !HAN.test(term) && !/\p{N}/u.test(term) && term.length >= TOLERANT_LENGTH;
  }

  function ask(terms, typos, combineWith) {
    return index.search(terms.join(' '), {
      boost: BOOST,
      // One letter is in the text of nearly every page
      fields: terms.length === 1 && terms[0].length === 1 ? ['title', 'names'] : Object.keys(BOOST),
      combineWith,
      tokenize: () => terms,
      processTerm: (term) => term,
      prefix: (term) => term.length > 1 || HAN.test(term) || terms.length === 1,
      fuzzy: (term) => {
        if (!isTolerant(term)) return false;
        return term.length > TOLERANT_LENGTH ? typos : Math.min(typos, 1);
      },
      weights: { fuzzy: 0.3, prefix: 0.5 },
    });
  }

  /** Return the entries for a query, the best first, each with the terms that were found in it. */
  function find(query) {
    prepare();
    const terms = listQueryTerms(query, false);
    if (!terms.length) return [];
    const last = terms[terms.length - 1];
    if (terms.length > 1 && last.length === 1 && !HAN.test(last)) terms.pop(); // is being typed
    let results = ask(terms, 1, 'AND');
    if (!results.length) results = ask(listQueryTerms(query, true), 2, 'AND'); // swapped letters
    if (!results.length && terms.length > 1) results = ask(terms, 1, 'OR');
    const wanted = normalize(query.trim());
    return results
      .map((result) => {
        const entry = entries[result.id];
        const isExact = entry.exact.has(wanted);
        const score = result.score * (isExact ? 3 : 1) * (entry.kind === 0 ? 1.25 : 1);
        return { entry, score, terms: result.terms, match: result.match };
      })
      .sort((one, other) => other.score - one.score || one.entry.id - other.entry.id);
  }

  // ----- the place found

  /** Return where the terms are in a text: [[start, end], …], merged where they overlap. */
  function findPlaces(text, terms) {
    const places = [];
    splitWords(text)
      .filter((word) => word.terms.some((term) => terms.has(term)))
      .sort((one, other) => one.start - other.start)
      .forEach(({ start, end }) => {
        const last = places[places.length - 1];
        if (last && start <= last[1]) last[1] = Math.max(last[1], end);
        else places.push([start, end]);
      });
    return places;
  }

  /** Write a text into an element, with what was found in <mark>. */
  function writeMarked(element, text, places) {
    let written = 0;
    places.forEach(([start, end]) => {
      const mark = document.createElement('mark');
      mark.textContent = text.slice(start, end);
      element.append(text.slice(written, start), mark);
      written = end;
    });
    element.append(text.slice(written));
  }

  /** Return a part of a text around the first place, cut between words. */
  function cut(text, places) {
    const first = places.length ? places[0][0] : 0;
    let start = Math.max(0, first - EXCERPT / 3);
    if (start) {
      const blank = text.slice(start, first).search(/\s/);
      start = blank < 0 ? Math.max(0, first - 20) : start + blank + 1;
    }
    let end = Math.min(text.length, start + EXCERPT);
    if (end < text.length && text.lastIndexOf(' ', end) > first + 20) {
      end = text.lastIndexOf(' ', end);
    }
    return (start ? '…' : '') + text.slice(start, end).trim() + (end < text.length ? '…' : '');
  }

  /** Return what to show below a title, and the id of the heading to go to. */
  function findExcerpt({ entry, match }, terms) {
    const fields = new Set([].concat(...Object.values(match)));
    const all = Object.keys(match).length;
    const inTitle = Object.values(match).filter((where) => where.includes('title')).length;
    const plain = { text: cut(entry.summary, []), anchor: '' };
    if (inTitle === all) return plain;
    const isIn = (text) => findPlaces(text, terms).length > 0;
    if (fields.has('headings')) {
      const heading = entry.headings.find(([, text]) => isIn(text));
      if (heading) return { text: heading[1], anchor: heading[0] };
    }
    if (fields.has('summary') && isIn(cut(entry.summary, []))) return plain;
    if (fields.has('text')) {
      const position = entry.texts.findIndex(isIn);
      if (position >= 0) {
        const text = entry.texts[position];
        const anchor = position ? entry.headings[position - 1][0] : '';
        return { text: cut(text, findPlaces(text, terms)), anchor };
      }
    }
    const name = entry.names.find(isIn);
    return name ? { text: name, anchor: '' } : plain;
  }

  function buildUrl(entry, anchor) {
    const url = new URL(entry.path, root);
    if (url.protocol === 'file:') url.pathname += 'index.html';
    if (anchor) url.hash = anchor;
    return url.href;
  }

  // ----- the list of results

  let created = 0; // for ids

  function create(name, attributes, ...children) {
    const element = document.createElement(name);
    Object.keys(attributes).forEach((key) => element.setAttribute(key, attributes[key]));
    element.append(...children);
    return element;
  }

  function createOption(result, id) {
    const { entry } = result;
    const terms = new Set(result.terms);
    const { text, anchor } = findExcerpt(result, terms);
    const title = create('span', { class: 'search-title' });
    if (entry.tag) {
      title.lang = entry.tag;
      title.dir = 'auto';
    }
    writeMarked(title, entry.title, findPlaces(entry.title, terms));
    const option = create(
      'a',
      {
        'class': 'search-option',
        'role': 'option',
        id,
        'tabindex': '-1',
        'aria-selected': 'false',
      },
      title,
    );
    option.href = buildUrl(entry, anchor);
    if (text) {
      const excerpt = create('span', { class: 'search-excerpt', dir: 'auto' });
      writeMarked(excerpt, text, findPlaces(text, terms));
      option.append(excerpt);
    }
    return option;
  }

  function groupByKind(results) {
    const groups = new Map();
    results.forEach((result) => {
      const kind = result.entry.kind;
      if (!groups.has(kind)) groups.set(kind, []);
      groups.get(kind).push(result);
    });
    return groups;
  }

  function countResults(n) {
    let plural = 'other';
    try {
      plural = new Intl.PluralRules(document.documentElement.lang).select(n);
    } catch (error) {
      // An old browser, or a language that it does not know: use "other".
    }
    return ((n === 0 && texts.zero) || texts[plural] || texts.other).replace('{n}', n);
  }

  /** Fill an element with a field and its results. */
  function createView(element, { limit, selectsFirst, onEscape, onChange }) {
    const name = `search-${(created += 1)}`;
    const field = create('input', {
      'id': name,
      'type': 'search',
      'name': 'q',
      'role': 'combobox',
      'autocomplete': 'off',
      'spellcheck': 'false',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': `${name}-list`,
    });
    const count = create('output', { 'class': 'search-count', 'aria-live': 'polite' });
    const list = create('div', {
      'class': 'search-list',
      'id': `${name}-list`,
      'role': 'listbox',
      'aria-label': texts.results,
    });
    list.hidden = true;
    const label = create('label', { for: name }, texts.label);
    const form = create('form', { class: 'search-form', role: 'search' }, label, field, count);
    element.append(form, list);
    let active = null;

    function select(option) {
      if (active) active.setAttribute('aria-selected', 'false');
      active = option;
      if (!option) {
        field.removeAttribute('aria-activedescendant');
        return;
      }
      option.setAttribute('aria-selected', 'true');
      field.setAttribute('aria-activedescendant', option.id);
    }

    function update() {
      const results = find(field.value);
      list.textContent = '';
      let shown = 0;
      groupByKind(results.slice(0, limit)).forEach((group, kind) => {
        const heading = create('span', { 'class': 'search-kind', 'aria-hidden': 'true' });
        heading.textContent = titles.kinds[kind];
        const options = group.map((result) => createOption(result, `${name}-${(shown += 1)}`));
        const attributes = { 'role': 'group', 'aria-label': titles.kinds[kind] };
        list.append(create('div', attributes, heading, ...options));
      });
      list.hidden = !results.length;
      field.setAttribute('aria-expanded', String(results.length > 0));
      count.textContent = field.value.trim() ? countResults(results.length) : '';
      active = null;
      select(selectsFirst ? list.querySelector('[role="option"]') : null);
      if (onChange) onChange(field.value.trim(), results.length);
    }

    function move(step) {
      const options = Array.from(list.querySelectorAll('[role="option"]'));
      if (!options.length) return;
      const place = options.indexOf(active) + step;
      const end = step > 0 ? 0 : options.length - 1;
      select(options[active ? (place + options.length) % options.length : end]);
      active.scrollIntoView({ block: 'nearest' }); // not while typing: it lays out the page
    }

    field.addEventListener('keydown', (event) => {
      if (event.isComposing) return; // Chinese: the keys are those of the input method
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        move(event.key === 'ArrowDown' ? 1 : -1);
      } else if (event.key === 'Enter') {
        event.preventDefault();
        if (active) active.click();
      } else if (event.key === 'Escape') {
        event.preventDefault();
        onEscape(view);
      }
    });
    field.addEventListener('focus', prepare);
    field.addEventListener('input', (event) => {
      if (!event.isComposing) update();
    });
    field.addEventListener('compositionend', update);
    form.addEventListener('submit', (event) => event.preventDefault());
    const view = { field, update, form };
    views.push(view);
    return view;
  }

  // ----- the dialog, and the search page

  let dialog = null;
  let dialogView = null;

  function createDialog() {
    const close = create('button', { class: 'button button-secondary', type: 'button' });
    close.textContent = texts.close;
    const all = create('a', { class: 'more-link' });
    all.textContent = texts.all;
    dialog = create('dialog', { 'class': 'search-dialog', 'aria-label': texts.label });
    dialogView = createView(dialog, {
      limit: DIALOG_LIMIT,
      selectsFirst: true,
      onEscape: () => dialog.close(),
      onChange: (query) => {
        const url = new URL(buildUrl({ path: texts.page }));
        if (query) url.searchParams.set('q', query);
        all.href = url.href;
      },
    });
    dialogView.form.append(close);
    dialog.append(create('p', { class: 'search-all' }, all));
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close(); // beside its content
      if (event.target.closest('a')) dialog.close(); // the page may be the same
    });
    document.body.append(dialog);
  }

  /** Show the search above the page. */
  function open() {
    if (!dialog || !dialog.isConnected) createDialog();
    if (!dialog.open) dialog.showModal();
    dialogView.field.focus();
    dialogView.field.select();
    dialogView.update();
  }

  function writeAddress(query) {
    const address = new URL(window.location.href);
    address.searchParams.delete('q');
    if (query) address.searchParams.set('q', query);
    try {
      window.history.replaceState(window.history.state, '', address.href);
    } catch (error) {
      // Opened from a disk, or changed too often: the search works, but the URL is not updated.
    }
  }

  /** Show the search in an element of the search page; the query is in the URL. */
  function fill(element) {
    let waiting = 0;
    const view = createView(element, {
      limit: PAGE_LIMIT,
      selectsFirst: false,
      onEscape: ({ field, update }) => {
        field.value = '';
        update();
      },
      onChange: (query) => {
        window.clearTimeout(waiting);
        waiting = window.setTimeout(() => writeAddress(query), 300);
      },
    });
    const query = new URLSearchParams(window.location.search).get('q');
    element.hidden = false;
    view.field.value = query || '';
    if (query) view.update();
    document.addEventListener('keydown', (event) => {
      const isWriting = event.target.closest('input, select, textarea');
      if (event.key !== '/' || isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      view.field.focus();
    });
  }

  window.coalition.search = { addWords, fill, find, open };
})();
