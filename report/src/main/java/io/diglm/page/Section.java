package io.diglm.page;

/** One section of a page. */
interface Section {
  /** Returns its anchor. */
  String id();

  String title();

  /** Returns whether it needs the full width of the page. Other sections are in two columns. */
  boolean wide();

  /**
   * Writes everything below the title. If there is nothing to show, it writes a sentence that says
   * so.
   */
  void write(Page page);
}
