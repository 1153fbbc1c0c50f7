// Says when coming events take place by the clock and in the time zone of the visitor. Without this
// script, the page says the same in the time zone of the event and in UTC.
// What it expects of the page:
//   this script's data-locale    the language of the page, for dates; data-day: the day of the data;
//                                data-now, data-over and data-local ("{day}, {time} your time"): its words
//   [data-event]                 an event, with data-start and data-end (days, or times in UTC; no end
//                                if it is not known), data-over (when it is over everywhere) and
//                                data-offset (minutes that its zone is ahead of UTC)
//   [data-event-relative], [data-event-local]   empty elements in it, to be filled

(function () {
  'use strict';

  const DAY = 24 * 60 * 60 * 1000; // ms
  const DAYS_IN_MONTH = 30.44;
  const LONGEST_IN_DAYS = 30;
  const words = document.currentScript.dataset;
  const locale = words.locale + '-u-ca-gregory-nu-latn';

  /** Return whether the browser has the language: else it would write in another one. */
  function isSupported() {
    try {
      return (
        Intl.RelativeTimeFormat.supportedLocalesOf([locale]).length > 0 &&
        Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0
      );
    } catch (error) {
      return false; // an old browser
    }
  }

  /** Return the day of a moment for the visitor, or a day from the data, as days since 1970. */
  function toDay(moment) {
    if (typeof moment === 'string') return Date.parse(moment) / DAY;
    return Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / DAY;
  }

  /** Say how far away a day is: "today", "in 3 days", "in 2 months". */
  function formatDistance(days) {
    const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    if (days <= LONGEST_IN_DAYS) return format.format(days, 'day');
    return format.format(Math.round(days / DAYS_IN_MONTH), 'month');
  }

  /** Say when an event takes place, seen from `now`; '' where the data leaves that open. */
  function describe(event, now) {
    const { start, end, over } = event;
    if (now >= new Date(over)) return words.over;
    const today = toDay(now);
    if (event.offset === undefined) {
      const first = toDay(start);
      const last = end ? toDay(end) : first;
      if (today < first || (today === first && first === last))
        return formatDistance(first - today);
      return today <= last ? words.now : '';
    }
    const begin = new Date(start);
    if (now < begin) return formatDistance(toDay(begin) - today);
    if (end) return words.now;
    return toDay(begin) === today ? formatDistance(0) : '';
  }

  /** Write the time of an event in the visitor's zone; '' if clocks show the same there. */
  function formatLocalTime({ start, end, offset }) {
    const begin = new Date(start);
    if (Number(offset) === -begin.getTimezoneOffset()) return '';
    const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
    const timeFormat = new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    // Past midnight, the time alone is clear; an end on a later day is left to the page
    const isShort = end && new Date(end) - begin < DAY;
    const moments = isShort ? [begin, new Date(end)] : [begin];
    return words.local
      .replace('{day}', dayFormat.format(begin))
      .replace('{time}', moments.map((moment) => timeFormat.format(moment)).join('–'));
  }

  function fill(element, selector, text) {
    const target = element.querySelector(selector);
    if (target) target.textContent = text;
  }

  function update() {
    const now = new Date();
    // A clock that is behind the data is wrong
    const isClockRight = !words.day || toDay(now) >= toDay(words.day) - 1;
    document.querySelectorAll('[data-event]').forEach((element) => {
      const event = element.dataset;
      if (isClockRight) fill(element, '[data-event-relative]', describe(event, now));
      if (event.offset !== undefined) {
        fill(element, '[data-event-local]', formatLocalTime(event));
      }
    });
  }

  if (!isSupported()) return;
  update();
  document.addEventListener('coalition:rows', update); // the filter has added rows
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) update(); // a page from the history may be days old
  });
})();
