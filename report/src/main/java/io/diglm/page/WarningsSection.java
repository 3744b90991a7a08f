package io.diglm.page;

import java.util.List;

/** The section of warnings that the user should read before trusting the model. */
record WarningsSection(List<String> warnings) implements Section {

  @Override
  public String id() {
    return "warnings";
  }

  @Override
  public String title() {
    return "Warnings";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    if (warnings.isEmpty()) {
      page.sentence("None.");
      return;
    }
    page.html().open("ul", "class", "warnings");
    warnings.forEach(warning -> page.html().leaf("li", warning));
    page.html().close();
  }
}
