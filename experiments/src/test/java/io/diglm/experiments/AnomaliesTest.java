package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.schema.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnomaliesTest {
  private static final int ROWS = 300;

  @TempDir private Path folder = Path.of("");

  @Test
  void anomaliesFarOffAreRankedFirst() throws IOException {
    write(folder.resolve("classical"), "ring", true);
    Context context = Contexts.of(Optional.of(folder), folder, Preset.QUICK);
    ExperimentResult result = new Anomalies().run(context);
    Object mean = Objects.requireNonNull(result.headline().get("mean_auroc"));
    assertTrue((Double) mean > 0.99, "" + result.headline());
    assertEquals(3, result.tables().size());
    assertEquals(0, result.headline().get("not_run"));
  }

  @Test
  void halfOfTheNormalRowsTrain() throws IOException {
    for (boolean fortran : new boolean[] {false, true}) {
      write(folder.resolve("classical"), "ring", fortran);
      Context context = Contexts.of(Optional.of(folder), folder, Preset.QUICK);
      AnomalySet set = AnomalySet.all(context).get(0);
      AnomalySet.Split split = set.split(1);
      assertEquals(135, split.train().rows());
      assertEquals(165, split.test().rows());
      assertEquals(30, count(split.anomalies()));
      Table train = split.train();
      double[] x = Tables.numbers(train, "x1");
      double[] again = Tables.numbers(set.split(1).train(), "x1");
      assertArrayEquals(x, again);
      assertTrue(x[0] != Tables.numbers(set.split(2).train(), "x1")[0]);
      assertTrue(java.util.Arrays.stream(x).allMatch(v -> Math.abs(v) < 1.2));
    }
  }

  @Test
  void takesSetsThatAreSplitAlreadyFromAnyFolderAndTellsOfThoseThatCannotBeRun()
      throws IOException {
    ByteBuffer x = ByteBuffer.allocate(16 * 200).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer labels = ByteBuffer.allocate(8 * 200).order(ByteOrder.LITTLE_ENDIAN);
    SplittableRandom random = new SplittableRandom(4);
    for (int row = 0; row < 200; row++) {
      boolean anomaly = row >= 180;
      x.putLong((long) (3e9 + 1e6 * random.nextGaussian()) + (anomaly ? 1L << 40 : 0));
      x.putLong(random.nextInt(50));
      labels.putDouble(anomaly ? 1 : 0);
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("given.npz"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String part : new String[] {"train", "test"}) {
        array(zip, part, "<i8", false, "200, 2", x.array());
        array(zip, part + "_labels", "<f8", false, "200,", labels.array());
      }
    }
    Files.writeString(folder.resolve("none.npz"), "no zip");
    Context context = Contexts.of(Optional.of(folder), folder, Preset.QUICK);
    AnomalySet.Split split = AnomalySet.all(context).get(0).split(1);
    assertEquals(180, split.train().rows());
    assertEquals(20, count(split.anomalies()));
    ExperimentResult result = new Anomalies().run(context);
    assertEquals(1, result.headline().get("not_run"));
    assertTrue(
        result.notes().stream().anyMatch(note -> note.startsWith("none was not run: npz file ")));
    Object mean = Objects.requireNonNull(result.headline().get("mean_auroc"));
    assertTrue((Double) mean > 0.95, "" + result.headline());
  }

  /** Saves rows of two columns and their labels (N, 1). */
  private void set(String name, double[][] rows, double... labels) throws IOException {
    ByteBuffer x = ByteBuffer.allocate(16 * rows.length).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer y = ByteBuffer.allocate(8 * rows.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows.length; row++) {
      x.putDouble(rows[row][0]).putDouble(rows[row][1]);
      y.putDouble(labels[row]);
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".npz"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      array(zip, "X", "<f8", false, rows.length + ", 2", x.array());
      array(zip, "y", "<f8", false, labels.length + ", 1", y.array());
    }
  }

  @Test
  void numbersThatAreNoMeasurementsAreMissing() throws IOException {
    double[][] rows = {
      {1, 2}, {1, Double.POSITIVE_INFINITY}, {1e300, 2}, {Double.NaN, 2}, {-1e298, 2}, {1, 2}
    };
    set("far", rows, 0, 0, 0, 0, 0, 1);
    Context context = Contexts.of(Optional.of(folder), folder, Preset.QUICK);
    Table table = AnomalySet.all(context).get(0).features();
    assertArrayEquals(
        new double[] {1, 1, Double.NaN, Double.NaN, -1e298, 1}, Tables.numbers(table, "x1"));
    assertArrayEquals(new double[] {2, Double.NaN, 2, 2, 2, 2}, Tables.numbers(table, "x2"));
  }

  @Test
  void setsOfOneKindAreNotRunAndDoNotSpoilTheMean() throws IOException {
    write(folder.resolve("classical"), "ring", true);
    Files.move(folder.resolve("classical").resolve("ring.npz"), folder.resolve("ring.npz"));
    Files.delete(folder.resolve("classical"));
    double[][] rows = {{1, 2}, {2, 3}, {3, 1}};
    set("normal", rows, 0, 0, 0);
    set("odd", rows, 1, 1, 1);
    Context context = Contexts.of(Optional.of(folder), folder, Preset.QUICK);
    ExperimentResult result = new Anomalies().run(context);
    assertTrue((Double) Objects.requireNonNull(result.headline().get("mean_auroc")) > 0.99);
    assertTrue(
        result
            .notes()
            .containsAll(
                java.util.List.of(
                    "normal was not run: test rows must include normal rows and anomalies, got 2 and 0",
                    "odd was not run: training rows must include normal ones (label 0), got 0")),
        result.notes().toString());
  }

  @Test
  void ranksWithTies() {
    Ranking ranking =
        Ranking.of(
            new double[] {3, 2, 2, 1, Double.NaN}, new boolean[] {false, true, false, false, true});
    assertEquals((3 + 1.5) / 6, ranking.auroc(), 1e-12);
    assertEquals((1 + 0.5) / 2, ranking.auprc(), 1e-12);
  }

  @Test
  void saysWhereTheSetsAreToBe() {
    Context context = Contexts.of(Optional.of(folder), folder, Preset.QUICK);
    var none = assertThrows(IllegalArgumentException.class, () -> AnomalySet.all(context));
    assertTrue(("" + none.getMessage()).startsWith("data must hold the folder classical"));
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  /** Points about a ring, every tenth in its middle. */
  private static void write(Path folder, String name, boolean fortran) throws IOException {
    Files.createDirectories(folder);
    SplittableRandom random = new SplittableRandom(4);
    ByteBuffer x = ByteBuffer.allocate(16 * ROWS).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer y = ByteBuffer.allocate(4 * ROWS).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < ROWS; row++) {
      boolean anomaly = row % 10 == 0;
      double angle = 2 * Math.PI * random.nextDouble();
      double radius = anomaly ? 3 : 1 + 0.02 * random.nextGaussian();
      x.putDouble(8 * (fortran ? row : 2 * row), radius * Math.cos(angle));
      x.putDouble(8 * (fortran ? ROWS + row : 2 * row + 1), radius * Math.sin(angle));
      y.putInt(4 * row, anomaly ? 1 : 0);
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".npz"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      array(zip, "X", "<f8", fortran, "300, 2", x.array());
      array(zip, "y", "<i4", false, "300,", y.array());
    }
  }

  private static void array(
      ZipOutputStream zip, String name, String type, boolean fortran, String shape, byte[] content)
      throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n"
            .formatted(type, fortran ? "True" : "False", shape);
    zip.putNextEntry(new ZipEntry(name + ".npy"));
    zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    zip.write(new byte[] {(byte) header.length(), 0});
    zip.write(header.getBytes(StandardCharsets.US_ASCII));
    zip.write(content);
    zip.closeEntry();
  }
}
