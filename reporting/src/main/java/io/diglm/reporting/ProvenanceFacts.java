package io.diglm.reporting;

import io.diglm.model.Manifest;
import io.diglm.model.Provenance;
import io.diglm.model.TensorData;
import io.diglm.report.Fact;
import io.diglm.train.EpochRecord;
import io.diglm.train.FitResult;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What is needed to make the same model again. */
record ProvenanceFacts(FitResult result, String command) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  List<Fact> list() {
    Manifest manifest = result.model().manifest();
    Provenance origin = manifest.provenance();
    return List.of(
        new Fact("command", command),
        new Fact("seed", Long.toString(origin.seed())),
        new Fact("date", DATE.format(origin.created())),
        new Fact(
            "versions",
            "diglm %s, Java %s, %s".formatted(origin.libraryVersion(), origin.java(), origin.os())),
        new Fact("machine", origin.machineClass()),
        new Fact("data", data(origin)),
        new Fact("split", Words.split(manifest.training())),
        new Fact("flow", Words.flow(manifest.flow(), manifest.schema().dimension())),
        new Fact("head", Words.head(manifest.head())),
        new Fact("members", MeasureText.members(manifest).orElse("one network")),
        new Fact("training", Words.training(manifest.training())),
        new Fact("course", course()),
        new Fact("weights", weights() + " numbers"));
  }

  private static String data(Provenance origin) {
    return "%s, SHA-256 of the cells %s"
        .formatted(String.join(", ", origin.data().sources()), origin.data().sha256());
  }

  private String course() {
    List<EpochRecord> history = result.history();
    if (history.isEmpty()) {
      return MeasureText.CLOSED_FORM;
    }
    EpochRecord last = history.get(history.size() - 1);
    return String.format(
        Locale.ROOT,
        "%d epochs, %,d steps, %.0f seconds",
        history.size(),
        last.step(),
        last.seconds());
  }

  private String weights() {
    long numbers =
        result.model().weights().values().stream().mapToLong(ProvenanceFacts::size).sum();
    return String.format(Locale.ROOT, "%,d", numbers);
  }

  private static long size(TensorData tensor) {
    long size = 1;
    for (long length : tensor.shape()) {
      size *= length;
    }
    return size;
  }
}
