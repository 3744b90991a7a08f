package io.diglm.report;

/** One part of the page. */
interface Section {
  /** Its anchor. */
  String id();

  String title();

  /** Whether it needs the page's whole width; the others stand in two columns. */
  boolean wide();

  /** Writes all below the title; where there is nothing to show, a sentence that says so. */
  void write(Page page);
}
