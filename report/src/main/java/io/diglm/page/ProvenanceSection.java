package io.diglm.page;

import io.diglm.report.Fact;
import java.util.List;

/** What is needed to make the same model again. */
record ProvenanceSection(List<Fact> facts) implements Section {

  @Override
  public String id() {
    return "provenance";
  }

  @Override
  public String title() {
    return "Provenance";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    if (facts.isEmpty()) {
      page.sentence("Nothing was recorded.");
      return;
    }
    page.html().open("dl", "class", "facts");
    for (Fact fact : facts) {
      page.html().leaf("dt", fact.name()).leaf("dd", fact.value());
    }
    page.html().close();
  }
}
