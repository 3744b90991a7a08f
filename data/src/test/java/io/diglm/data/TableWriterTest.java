package io.diglm.data;

import static io.diglm.data.TestFiles.sql;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableWriterTest {
  private static final List<ColumnInfo> COLUMNS =
      List.of(
          new ColumnInfo("n", StorageType.INTEGER),
          new ColumnInfo("x", StorageType.DECIMAL),
          new ColumnInfo("ok", StorageType.BOOLEAN),
          new ColumnInfo("say \"t\"", StorageType.TEXT),
          new ColumnInfo("day", StorageType.DATE),
          new ColumnInfo("at", StorageType.TIME),
          new ColumnInfo("stamp", StorageType.TIMESTAMP));

  private final Path folder;

  TableWriterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void csvShowsEveryTypeAsSuch() throws IOException {
    write("a.csv", batch());
    assertEquals(
        """
        n,x,ok,"say ""t\""",day,at,stamp
        3,0.1,true,"a, b",1970-01-02,00:01:00,1970-01-01 00:00:01.5
        ,,,,,,
        """,
        Files.readString(folder.resolve("a.csv")));
  }

  @Test
  void theEndOfADayIsNotItsBeginning() throws IOException {
    ColumnInfo at = new ColumnInfo("at", StorageType.TIME);
    double[] seconds = {0, 86_399.999999, 86_400};
    Table batch =
        new Table("t", List.of(new TableColumn("at", at.type(), new Cells.Numbers(seconds))), 3);
    try (TableWriter writer = TableWriter.create(folder.resolve("a.csv"), List.of(at))) {
      writer.append(batch);
      writer.commit();
    }
    assertEquals(
        "at\n00:00:00\n23:59:59.999999\n24:00:00\n", Files.readString(folder.resolve("a.csv")));
  }

  @Test
  void jsonLinesShowMissingAsNull() throws IOException {
    write("a.jsonl", batch());
    assertEquals(
        """
        {"n":3,"x":0.1,"ok":true,"say \\"t\\"":"a, b","day":"1970-01-02","at":"00:01:00","stamp":"1970-01-01 00:00:01.5"}
        {"n":null,"x":null,"ok":null,"say \\"t\\"":null,"day":null,"at":null,"stamp":null}
        """,
        Files.readString(folder.resolve("a.jsonl")));
  }

  @Test
  void parquetKeepsTheTypes() {
    write("a.parquet", batch());
    assertEquals(
        List.of("BIGINT", "DOUBLE", "BOOLEAN", "VARCHAR", "DATE", "TIME", "TIMESTAMP"),
        sql("DESCRIBE FROM '" + folder.resolve("a.parquet") + "'").stream()
            .map(r -> r.get(1))
            .toList());
  }

  @Test
  void whatIsWrittenReadsBackInOrder() {
    for (String name :
        List.of("a.csv", "a.tsv", "a.parquet", "a.jsonl", "a.csv.gz", "a.jsonl.zst")) {
      Table[] batches = new Table[50];
      for (int b = 0; b < batches.length; b++) {
        double[] values = new double[1000];
        for (int i = 0; i < values.length; i++) {
          values[i] = b * 1000 + i + 0.1;
        }
        batches[b] =
            new Table(
                "t",
                List.of(new TableColumn("v", StorageType.DECIMAL, new Cells.Numbers(values))),
                1000);
      }
      Path target = folder.resolve(name);
      try (TableWriter writer =
          TableWriter.create(target, List.of(new ColumnInfo("v", StorageType.DECIMAL)))) {
        for (Table batch : batches) {
          writer.append(batch);
        }
        writer.commit();
      }
      double[] read = TestFiles.numbers(TableSource.of(target.toString()).read(), "v");
      assertEquals(50_000, read.length, name);
      for (int i = 0; i < read.length; i++) {
        assertEquals(i + 0.1, read[i], name);
      }
    }
  }

  @Test
  void withoutCommitNothingAppearsAndNothingIsReplaced() throws IOException {
    Path target = folder.resolve("a.csv");
    Files.writeString(target, "old");
    try (TableWriter writer = TableWriter.create(target, COLUMNS)) {
      writer.append(batch());
    }
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("a.csv"), names());
  }

  @Test
  void aRejectedRowLeavesNothing() throws IOException {
    List<ColumnInfo> whole = List.of(new ColumnInfo("n", StorageType.INTEGER));
    TableColumn half =
        new TableColumn("n", StorageType.DECIMAL, new Cells.Numbers(new double[] {2.5}));
    assertThrows(
        IllegalArgumentException.class,
        () -> {
          try (TableWriter writer = TableWriter.create(folder.resolve("a.csv"), whole)) {
            writer.append(new Table("t", List.of(half), 1));
            writer.commit();
          }
        });
    assertEquals(List.of(), names());
  }

  @Test
  void commitReplacesTheFileAndLeavesNothingElse() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "old");
    write("a.csv", batch());
    assertEquals(3, Files.readAllLines(folder.resolve("a.csv")).size());
    assertEquals(List.of("a.csv"), names());
  }

  @Test
  void unsupportedTargetsAreRejected() throws IOException {
    rejects(
        "a.xlsx",
        "output file must end in .csv, .tsv, .txt, .parquet, .json, .jsonl or .ndjson"
            + " (all but Parquet may end in .gz or .zst too), got "
            + folder.resolve("a.xlsx"));
    rejects(
        "none/a.csv",
        "output folder must exist, got %s for output file %s"
            .formatted(folder.resolve("none"), folder.resolve("none/a.csv")));
    Files.createDirectory(folder.resolve("d.csv"));
    rejects("d.csv", "output file must be a file, got folder " + folder.resolve("d.csv"));
  }

  @Test
  void anUnwritableFolderIsRejectedBeforeAnyWork() {
    Path proc = Path.of("/proc");
    assumeTrue(Files.isDirectory(proc), "nobody may create files there, not even root");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> TableWriter.create(proc.resolve("a.csv"), COLUMNS));
    assertEquals(
        "output folder must be writable, got /proc for output file /proc/a.csv", e.getMessage());
  }

  @Test
  void aFullDiskIsToldInOneLine() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "the device that is always full");
    SQLException failure =
        assertThrows(
            SQLException.class,
            () -> {
              try (DuckDb db = DuckDb.open()) {
                db.execute("COPY (SELECT * FROM range(100000)) TO '/dev/full' (FORMAT csv)");
              }
            });
    RuntimeException told = Failures.writing("out.csv", failure);
    assertInstanceOf(UnusableFileException.class, told);
    assertEquals(
        "output file out.csv must fit on the disk, got no space left on device", told.getMessage());
  }

  @Test
  void cellsMustFitTheirColumn() {
    List<ColumnInfo> whole = List.of(new ColumnInfo("n", StorageType.INTEGER));
    Table half =
        new Table(
            "t",
            List.of(
                new TableColumn(
                    "n", StorageType.DECIMAL, new Cells.Numbers(new double[] {1, 2.5}))),
            2);
    Table other =
        new Table(
            "t",
            List.of(
                new TableColumn(
                    "m", StorageType.TEXT, new Cells.Texts(new int[] {0}, List.of("u")))),
            1);
    Path target = folder.resolve("a.csv");
    try (TableWriter writer = TableWriter.create(target, whole)) {
      assertEquals(
          "output file %s, row 2, column 'n' must be a whole number, got 2.5".formatted(target),
          assertThrows(IllegalArgumentException.class, () -> writer.append(half)).getMessage());
      assertEquals(
          "batch must have column 'n', got none",
          assertThrows(IllegalArgumentException.class, () -> writer.append(other)).getMessage());
    }
  }

  private void rejects(String name, String message) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> TableWriter.create(folder.resolve(name), COLUMNS))
            .getMessage());
  }

  private void write(String name, Table batch) {
    try (TableWriter writer = TableWriter.create(folder.resolve(name), COLUMNS)) {
      writer.append(batch);
      writer.commit();
    }
  }

  private static Table batch() {
    return new Table(
        "t",
        List.of(
            numbers(0, 3),
            numbers(1, 0.1),
            numbers(2, 1),
            new TableColumn(
                "say \"t\"", StorageType.TEXT, new Cells.Texts(new int[] {0, -1}, List.of("a, b"))),
            numbers(4, 1),
            numbers(5, 60),
            numbers(6, 1.5)),
        2);
  }

  private static TableColumn numbers(int column, double first) {
    ColumnInfo info = COLUMNS.get(column);
    return new TableColumn(
        info.name(), info.type(), new Cells.Numbers(new double[] {first, Double.NaN}));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> String.valueOf(f.getFileName())).toList();
    }
  }
}
