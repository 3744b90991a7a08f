package io.diglm.page;

import java.util.List;

/** The section on differences from the publication. */
record NotesSection(List<String> notes) implements Section {

  @Override
  public String id() {
    return "notes";
  }

  @Override
  public String title() {
    return "What differs from the paper";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    page.html().open("ul", "class", "warnings");
    notes.forEach(note -> page.html().leaf("li", note));
    page.html().close();
  }
}
