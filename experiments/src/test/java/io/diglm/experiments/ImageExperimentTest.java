package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageExperimentTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  @TempDir private Path folder = Path.of("");

  /** Class 0 is bright above, class 1 below; of another kind are images bright all over. */
  private static Table halves(int count, boolean all, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[count * SHAPE.size()];
    int[] codes = new int[count];
    for (int i = 0; i < count; i++) {
      codes[i] = random.nextInt(2);
      for (int p = 0; p < SHAPE.size(); p++) {
        boolean bright = all || (p < SHAPE.size() / 2) == (codes[i] == 0);
        pixels[i * SHAPE.size() + p] = (byte) ((bright ? 180 : 40) + random.nextInt(30));
      }
    }
    TableColumn label =
        new TableColumn("label", StorageType.TEXT, new Cells.Texts(codes, List.of("0", "1")));
    return new Table("halves", List.of(label), count, Optional.of(new Images(SHAPE, pixels)));
  }

  private static ImageTask task() {
    return new ImageTask(
        "halves",
        "Halves against wholes",
        "section 0",
        4,
        sets ->
            new ImageData(
                "halves",
                "wholes",
                halves(400, false, 1),
                halves(100, false, 2),
                halves(50, true, 3),
                List.of("a note")),
        0,
        UnaryOperator.identity(),
        List.of(1.0),
        List.of(new ImageTask.Published(1.0, 1.83, 0.73, .035, 5.84, 2.36, 2.3)),
        "");
  }

  private Reproduction reproduction(boolean resume) {
    return new Reproduction(
        new ImageExperiment(task()),
        Preset.QUICK,
        1,
        Optional.empty(),
        folder,
        resume,
        false,
        Optional.of(Duration.ofSeconds(1)),
        OptionalInt.empty(),
        "diglm reproduce halves");
  }

  @Test
  void measuresShowsAndKeepsTheModel() throws IOException {
    reproduction(false).run(line -> {});
    JsonNode results = Json.read(folder.resolve("results.json"));
    JsonNode ours = results.at("/tables/0/rows/0/figures");
    assertTrue(ours.at("/BPD/value").asDouble() > 3, ours.toString());
    JsonNode others = results.at("/tables/1/rows/0/figures");
    assertEquals(0.5, others.at("/AUROC/value").asDouble(), 0.5);
    assertEquals(Math.log(2), others.at("/entropy/value").asDouble(), Math.log(2));
    assertEquals(0.73, results.at("/tables/0/rows/2/figures/error/value").asDouble());
    for (String name : List.of("samples", "interpolations", "reconstructions", "least-dense")) {
      assertTrue(Files.exists(folder.resolve(name + ".png")), name);
    }
    String page = Files.readString(folder.resolve("index.html"));
    assertEquals(6, page.split("data:image/png", -1).length - 1);
    try (Predictor kept = Predictor.load(folder.resolve("units/hybrid.diglm"))) {
      assertEquals(Optional.of(SHAPE), kept.manifest().schema().image());
      // The clock ends the training, so a busy machine decides how good the model is. The page
      // must say what is true of it.
      Table test = halves(100, false, 2);
      double[] classes = kept.manifest().schema().targets(test).values();
      List<Distribution> own = Tables.own(Tables.answers(kept, test));
      long wrong =
          IntStream.range(0, classes.length)
              .filter(i -> ((ClassDistribution) own.get(i)).mode() != classes[i])
              .count();
      assertEquals(
          (double) wrong, ours.at("/error/value").asDouble(), 1e-9, "per cent of 100 images");
    }
    List<String> lines = new ArrayList<>();
    reproduction(true).run(lines::add);
    assertEquals(List.of("hybrid: taken over", "lambda-1.0: taken over"), lines);
  }

  @Test
  void tracksStayTogether() {
    List<String> files = new ArrayList<>();
    for (int track = 0; track < 10; track++) {
      for (int frame = 0; frame < 3; frame++) {
        files.add("0000%d/0%d_0%d.ppm".formatted(track / 6, track, frame));
      }
    }
    int[] codes = IntStream.range(0, files.size()).toArray();
    Table table =
        new Table(
            "signs",
            List.of(new TableColumn("file", StorageType.TEXT, new Cells.Texts(codes, files))),
            files.size());
    assertArrayEquals(new int[] {12, 13, 14}, ImageSets.testTracks(table));
  }

  @Test
  void saysWhichImagesAreMissing() {
    Context empty = Contexts.of(Optional.of(folder), folder, Preset.QUICK);
    for (String name : List.of("mnist", "svhn", "signs", "cifar10")) {
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> Experiments.named(name).run(empty), name);
      assertTrue(String.valueOf(e.getMessage()).startsWith("data must hold "), e.getMessage());
    }
  }
}
