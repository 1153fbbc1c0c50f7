// Makes texts comparable for search: `coalition.normalize(text)`, shared by the other scripts.

(function () {
  'use strict';

  // Marks that people do not type: accents, Arabic vowel signs and tatweel, invisible characters.
  const MARKS =
    /[\u0300-\u036f\u0483-\u0487\u0640\u064b-\u065f\u0670\u061c\u200b-\u200f\u2060\ufeff]/g;
  // Letters that Unicode does not decompose into a base letter and a mark, and interchangeable ones.
  const LETTERS = {
    'ß': 'ss',
    'æ': 'ae',
    'œ': 'oe',
    'ø': 'o',
    'ł': 'l',
    'đ': 'd',
    'ð': 'd',
    'þ': 'th',
    'ħ': 'h',
    'ı': 'i',
    'ς': 'σ',
    'ٱ': 'ا',
    'ى': 'ي',
    'ی': 'ي',
    'ک': 'ك',
    'ة': 'ه',
    '’': "'",
    'ʼ': "'",
    '‐': '-',
  };
  const SPECIAL = new RegExp('[' + Object.keys(LETTERS).join('') + ']', 'g');
  const ASCII = /^[\0-\x7f]*$/;
  const ARABIC_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

  /** Normalize a text for comparison: lower case, no marks, one form of interchangeable letters. */
  function normalize(text) {
    if (ASCII.test(text)) return text.toLowerCase(); // most names, in a fraction of the time
    return text
      .normalize('NFKD')
      .toLowerCase()
      .replace(MARKS, '')
      .replace(SPECIAL, (letter) => LETTERS[letter])
      .replace(ARABIC_DIGITS, (digit) => digit.charCodeAt(0) & 15);
  }

  window.coalition = Object.assign(window.coalition || {}, { normalize });
})();
