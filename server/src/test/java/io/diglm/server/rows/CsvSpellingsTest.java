package io.diglm.server.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.schema.Cells;
import io.diglm.schema.FeatureChoice;
import io.diglm.schema.Schema;
import io.diglm.schema.SchemaInference;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CsvSpellingsTest {
  private static final int ROWS = 40;

  /** A model of numbers, dates and texts. */
  private static Schema schema() {
    double[] size = IntStream.range(0, ROWS).mapToDouble(i -> 20.5 + 7 * i).toArray();
    double[] built = IntStream.range(0, ROWS).mapToDouble(i -> 5000 + 97 * i).toArray();
    List<String> kind = IntStream.range(0, ROWS).mapToObj(i -> i % 2 == 0 ? "a" : "b").toList();
    Table table =
        new Table(
            "homes",
            List.of(
                new TableColumn("size", StorageType.DECIMAL, new Cells.Numbers(size)),
                new TableColumn("built", StorageType.DATE, new Cells.Numbers(built)),
                new TableColumn("kind", StorageType.TEXT, Cells.Texts.of(kind))),
            ROWS);
    int[] all = IntStream.range(0, ROWS).toArray();
    FeatureChoice columns =
        new FeatureChoice(List.of("size", "built", "kind"), Optional.of(false), true);
    return SchemaInference.density(table, all, columns).schema();
  }

  /** Returns what the model gets of these rows: size and built. */
  private static List<String> read(String csv) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new RowStream(
            schema(),
            List.of(),
            (table, failed) -> List.of(table.column("size"), table.column("built")),
            1 << 20)
        .csv(new ByteArrayInputStream(csv.getBytes(UTF_8)), out);
    return out.toString(UTF_8).lines().skip(1).toList();
  }

  @Test
  void theDelimiterIsTheMostFrequentOneOfTheHeader() throws IOException {
    for (String delimiter : List.of(",", ";", "\t", "|")) {
      String csv = "size,built,kind\n80.5,1985-05-25,a\n".replace(",", delimiter);
      assertEquals(List.of("80.5,1985-05-25"), read(csv));
    }
    assertEquals(
        List.of("80.5,1985-05-25"),
        read("\"a;b;c;d\",size,built,kind\nx,80.5,1985-05-25,a\n"),
        "a delimiter inside quotes does not count");
  }

  @Test
  void aCommaIsADecimalCommaWhereThatIsClear() throws IOException {
    assertEquals(
        List.of("80.5,1985-05-25", "1.234,1985-05-25", ",1985-05-25", "7,1985-05-25"),
        read(
            "size;built;kind\n80,5;1985-05-25;a\n1,234;1985-05-25;a\n;1985-05-25;a\n7;1985-05-25;a\n"));
    assertEquals(
        List.of("\"1,234\",1985-05-25"),
        read("size;built;kind\n1,234;1985-05-25;a\n"),
        "it may be one of thousands");
    assertEquals(
        List.of("\"80,5\",1985-05-25", "1.234,1985-05-25"),
        read("size;built;kind\n80,5;1985-05-25;a\n1.234;1985-05-25;a\n"),
        "the point may be one of thousands");
    assertEquals(List.of("\"80,5\",1985-05-25"), read("size,built,kind\n\"80,5\",1985-05-25,a\n"));
  }

  @Test
  void datesAreReadIfAllCanBeReadInOneWayOnly() throws IOException {
    assertEquals(
        List.of("1,1985-05-06", "2,1985-12-31"),
        read("size,built,kind\n1,6.5.1985,a\n2,31.12.1985,a\n"));
    assertEquals(
        List.of("1,1985-05-06", "2,1985-12-31"),
        read("size,built,kind\n1,06/05/1985,a\n2,31/12/1985,a\n"));
    assertEquals(
        List.of("1,1985-06-05", "2,1985-12-31"),
        read("size,built,kind\n1,06/05/1985,a\n2,12/31/1985,a\n"));
    assertEquals(List.of("1,06/05/1985"), read("size,built,kind\n1,06/05/1985,a\n"));
    assertEquals(List.of("1,1985-05-05"), read("size,built,kind\n1,05/05/1985,a\n"));
    assertEquals(List.of("1,31/31/1985"), read("size,built,kind\n1,31/31/1985,a\n"));
    assertEquals(List.of("1,30.2.1985"), read("size,built,kind\n1,30.2.1985,a\n"));
  }
}
