package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.data.ColumnInfo;
import io.diglm.data.TableWriter;
import io.diglm.model.FlowConfig;
import io.diglm.model.UnusableFileException;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Source;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MixedTablesTest {
  private static final int ROWS = 203;
  private static final int WIDTH = 16;

  @TempDir private Path folder = Path.of("");

  @Test
  void fitsEveryTableAndPutsPeersBeside() throws IOException {
    writeTables();
    Files.writeString(
        folder.resolve("tables-peers.json"),
        records(
            record("line", 4, "linear", "\"rmse\": 9.0", 5),
            record("kinds", 4, "linear", "\"error\": 0.9", 5),
            record("line", 4, "hgb-scale", "\"rmse\": 8.0", 4),
            record("kinds", 4, "hgb", "\"error\": 0.8", 4),
            record("line", 3, "knn", "\"rmse\": 1e-9", -99)));
    MixedTables narrow =
        new MixedTables(
            defaults ->
                defaults.optimiser(o -> o.epochs(60)).flow(FlowConfig.ofRows().hidden(WIDTH)));
    ExperimentResult result = narrow.run(context(Preset.QUICK));

    ResultTable ranks = table(result, "Mean ranks");
    assertEquals(
        List.of("diglm", "hgb-scale", "linear"),
        ranks.rows().stream().map(ResultTable.Row::name).toList());
    assertEquals(List.of(1.0, 1.0), values(ranks, "diglm").subList(0, 2));
    assertEquals(List.of(2.0, 2.0, 2.0, 2.0), values(ranks, "hgb-scale"));
    assertEquals(List.of(3.0, 3.0, 2.0, 2.0), values(ranks, "linear"));
    double rmse = values(table(result, "Regression, RMSE"), "diglm").get(0);
    assertTrue(rmse > 0.05 && rmse < 2, "the mean alone has 3, the noise .1, got " + rmse);
    double error = values(table(result, "Classes, error"), "diglm").get(0);
    assertTrue(error < 0.2, "classes that a column tells apart, got " + error);
    assertEquals(1.0, result.headline().get("mean_rank_nll"));
    assertEquals(2, result.pictures().size());
    assertEquals(9.0, values(table(result, "Table by table"), "line").get(5));
  }

  @Test
  void withoutPeersItSaysHowToRunThem() throws IOException {
    MixedTable table = new MixedTable("t", "y", false, line());
    Contender ours = new Contender("diglm", Source.OURS, Map.of("t", new Reached(1, 2, 3, 4, 5)));
    Contest contest = new Contest(List.of(table), List.of(ours));
    MixedTablesPage page = new MixedTablesPage(contest, Map.of("t", -6.0));
    assertEquals(
        "No peer has all tables: benchmarks/peers/tables.py DATA docs/results/tables-peers.json"
            + " runs them.",
        page.notes().get(0));
    assertEquals(List.of(), new MixedTablesPictures(contest).all());
    assertEquals(
        List.of("Table by table", "Regression, NLL", "Regression, RMSE", "Times"),
        page.tables().stream().map(ResultTable::title).toList());
    assertEquals(
        List.of(1.0, 2.0, -6.0),
        page.tables().get(0).rows().get(0).figures().stream()
            .filter(figure -> figure.count() > 0)
            .map(Measured::value)
            .toList());
  }

  @Test
  void rowsAreSplitByTheirNumber() throws IOException {
    writeTables();
    MixedTable table = MixedTable.all(context(Preset.QUICK)).get(0);
    double[] all = Tables.numbers(table.rows(), "x");
    double[] test = Tables.numbers(table.test(4), "x");
    double[] train = Tables.numbers(table.train(4), "x");
    assertEquals(40, test.length);
    assertEquals(ROWS - 40, train.length);
    assertArrayEquals(
        new double[] {all[4], all[9], all[14]}, new double[] {test[0], test[1], test[2]});
    assertArrayEquals(
        new double[] {all[3], all[5]}, new double[] {train[3], train[4]}, "row 4 is left out");
  }

  @Test
  void peersAreTheMeanOverTheSplitsThatWereRun() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("peers.json"),
            records(
                record("t", 0, "knn", "\"rmse\": 2.0", 1),
                record("t", 1, "knn", "\"rmse\": 4.0", 5),
                record("t", 0, "linear", "\"rmse\": 3.0", 2)));
    PeerFigures peers = PeerFigures.read(file);
    List<MixedTable> tables = List.of(new MixedTable("t", "y", false, line()));
    assertEquals(
        new Reached(3, 3, 0.5, 0.7, 0.1),
        peers.byPeer(tables, List.of(0, 1)).getOrDefault("knn", Map.of()).get("t"));
    assertEquals(Map.of(), peers.byPeer(tables, List.of(0, 1)).get("linear"), "lacks a split");
    assertEquals(2, peers.byPeer(tables, List.of(0)).size());
  }

  @Test
  void saysWhatIsMissingOrDamaged() throws IOException {
    var none =
        assertThrows(IllegalArgumentException.class, () -> MixedTable.all(context(Preset.QUICK)));
    assertTrue(("" + none.getMessage()).startsWith("data must hold tables/tables.json (a list of"));

    Path list = folder.resolve("tables.json");
    Files.writeString(list, "[{\"name\": \"t\", \"target\": \"y\", \"task\": \"regression\"}]");
    assertEquals(
        list + " must name tables beside it, got t without t.parquet", unusable(Preset.QUICK));
    Files.writeString(list, "[]");
    assertEquals(list + " must list at least one table, got none", unusable(Preset.QUICK));
    Files.writeString(list, "[{\"name\": \"t\", \"target\": \"y\"}]");
    assertTrue(unusable(Preset.QUICK).startsWith(list + ": task must "), unusable(Preset.QUICK));
    Files.write(list, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertTrue(unusable(Preset.QUICK).startsWith(list + ": line 1, "), unusable(Preset.QUICK));

    Path peers = folder.resolve("tables-peers.json");
    Files.writeString(peers, "{}");
    assertEquals(peers + " must have records, got none", unusable(peers));
    Files.writeString(peers, records(record("t", 0, "knn", "\"mae\": 2.0", 1)));
    assertTrue(
        unusable(peers).startsWith(peers + " must have rmse or error in each record, got {"),
        unusable(peers));
  }

  private static String unusable(Path peers) {
    var e = assertThrows(UnusableFileException.class, () -> PeerFigures.read(peers));
    return "" + e.getMessage();
  }

  private String unusable(Preset preset) {
    var e = assertThrows(UnusableFileException.class, () -> MixedTable.all(context(preset)));
    return "" + e.getMessage();
  }

  /**
   * Demsar (2006), table 6 and section 3.2.2: four decision trees, 14 sets. Of voting the printed
   * .975 and .975 have ranks 2 and 3.
   */
  @Test
  void ranksAsThePublishedExample() {
    double[][] auc = {
      {.763, .599, .954, .628, .882, .936, .661, .583, .775, 1, .940, .619, .972, .957},
      {.768, .591, .971, .661, .888, .931, .668, .583, .838, 1, .962, .666, .981, .978},
      {.771, .590, .968, .654, .886, .916, .609, .563, .866, 1, .965, .614, .9751, .946},
      {.798, .569, .967, .657, .898, .931, .685, .625, .875, 1, .962, .669, .975, .970}
    };
    double[][] losses = new double[auc.length][];
    for (int model = 0; model < auc.length; model++) {
      losses[model] = Arrays.stream(auc[model]).map(v -> -v).toArray();
    }
    assertArrayEquals(new double[] {3.143, 2.000, 2.893, 1.964}, MeanRanks.of(losses), 5e-4);
    assertEquals(1.25, MeanRanks.criticalDifference(4, 14), 5e-3);
    assertEquals(Double.NaN, MeanRanks.criticalDifference(1, 14));
    assertEquals(Double.NaN, MeanRanks.criticalDifference(21, 14));
  }

  @Test
  void twinsAreRankedOnce() throws IOException {
    List<MixedTable> tables = List.of(new MixedTable("t", "y", false, line()));
    Reached same = new Reached(2, 7, 0, 0, 0);
    List<Contender> contenders =
        List.of(
            new Contender("worst", Source.OURS, Map.of("t", new Reached(3, 8, 0, 0, 0))),
            new Contender("one", Source.BASELINE, Map.of("t", same)),
            new Contender("twin", Source.BASELINE, Map.of("t", new Reached(1, 7, 0, 0, 0))),
            new Contender("incomplete", Source.BASELINE, Map.of()));
    Standing loss = Standing.of(contenders, tables, Reached::loss);
    assertEquals(List.of("one", "worst"), loss.names());
    assertEquals(Double.NaN, loss.rank("twin"));
    assertEquals(2, loss.rank("worst"));
    assertEquals(
        List.of("twin", "one", "worst"), Standing.of(contenders, tables, Reached::nll).names());
  }

  private Context context(Preset preset) {
    return Contexts.of(Optional.of(folder), folder, preset);
  }

  private static ResultTable table(ExperimentResult result, String title) {
    return result.tables().stream().filter(t -> t.title().equals(title)).findFirst().orElseThrow();
  }

  private static List<Double> values(ResultTable table, String row) {
    return table.rows().stream()
        .filter(r -> r.name().equals(row))
        .findFirst()
        .orElseThrow()
        .figures()
        .stream()
        .map(Measured::value)
        .toList();
  }

  private static String records(String... records) {
    return "{\"what\": \"made up\", \"records\": [" + String.join(",", records) + "]}";
  }

  private static String record(String table, int split, String peer, String loss, double nll) {
    return ("{\"table\": \"%s\", \"split\": %d, \"peer\": \"%s\", \"task\": \"any\", \"nll\": %s,"
            + " %s, \"fit_seconds\": 0.5, \"fit_cpu_seconds\": 0.7, \"predict_seconds\": 0.1,"
            + " \"threads\": 1}")
        .formatted(table, split, peer, nll, loss);
  }

  /** A line with noise, and classes that a text nearly tells. */
  private void writeTables() throws IOException {
    Files.writeString(
        folder.resolve("tables.json"),
        """
        [{"name": "line", "target": "y", "task": "regression"},
         {"name": "kinds", "target": "kind", "task": "classes"}]
        """);
    write(line(), "line");
    SplittableRandom random = new SplittableRandom(2);
    int[] shape = new int[ROWS];
    double[] kind = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      shape[row] = random.nextInt(3);
      kind[row] = shape[row] == 1 ? 7 : 3;
    }
    write(
        new Table(
            "kinds",
            List.of(
                new TableColumn(
                    "shape",
                    StorageType.TEXT,
                    new Cells.Texts(shape, List.of("round", "square", "flat"))),
                new TableColumn("kind", StorageType.INTEGER, new Cells.Numbers(kind))),
            ROWS),
        "kinds");
  }

  private static Table line() {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = new double[ROWS];
    double[] y = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      x[row] = random.nextGaussian();
      y[row] = 3 * x[row] + 0.1 * random.nextGaussian();
    }
    return Tables.of("line", Tables.decimals("x", x), Tables.decimals("y", y));
  }

  private void write(Table table, String name) {
    List<ColumnInfo> columns =
        table.columns().stream().map(c -> new ColumnInfo(c.name(), c.type())).toList();
    try (TableWriter writer = TableWriter.create(folder.resolve(name + ".parquet"), columns)) {
      writer.append(table);
      writer.commit();
    }
  }
}
