package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataTest {
  private static final String HEADER =
      "Year,Month,DayofMonth,DayOfWeek,DepTime,CRSDepTime,ArrTime,CRSArrTime,UniqueCarrier,FlightNum,"
          + "TailNum,ActualElapsedTime,CRSElapsedTime,AirTime,ArrDelay,DepDelay,Origin,Dest,Distance,"
          + "TaxiIn,TaxiOut,Cancelled,CancellationCode,Diverted,CarrierDelay,WeatherDelay,NASDelay,"
          + "SecurityDelay,LateAircraftDelay\n";

  @TempDir private Path folder = Path.of("");

  @Test
  void theFlightsOf2008AreReadByTheirPublishedHeader() throws IOException {
    Path flights = folder.resolve("2008.csv");
    Files.writeString(
        flights,
        HEADER
            + flight(3, "2003", "2211", "N1", "116", "-14")
            + flight(4, "NA", "NA", "N1", "NA", "NA") // cancelled
            + flight(5, "754", "1002", "N9", "113", "2") // plane unknown
            + flight(6, "628", "804", "N2", "76", "14")
            + flight(7, "926", "1054", "N3", "78", "-6") // built in None
            + flight(8, "1829", "1959", "N1", "77", "34")
            + flight(9, "1940", "2121", "N2", "87", "11"));
    Path planes = folder.resolve("plane-data.csv");
    Files.writeString(
        planes,
        """
        tailnum,type,manufacturer,issue_date,model,status,aircraft_type,engine_type,year
        N0
        N1,Corporation,BOEING,03/03/1999,737-300,Valid,Fixed Wing,Turbo-Fan,1998
        N2,Corporation,BOEING,03/03/2004,737-700,Valid,Fixed Wing,Turbo-Fan,2004
        N3,Corporation,BOEING,03/03/2004,737-700,Valid,Fixed Wing,Turbo-Fan,None
        """);
    FlightsData data = FlightsData.published(flights, planes, 2, 1);
    Table table = data.source().read();
    assertEquals(3, table.rows());
    assertArrayEquals(new double[] {3, 6, 8}, Tables.numbers(table, "day"));
    assertArrayEquals(new double[] {10, 4, 10}, Tables.numbers(table, "plane_age"));
    assertArrayEquals(new double[] {2003, 628, 1829}, Tables.numbers(table, "dep_time"));
    assertArrayEquals(new double[] {-14, 14, 34}, Tables.numbers(table, "arr_delay"));
    for (String feature : FlightsData.FEATURES) {
      assertTrue(table.find(feature).isPresent(), feature);
    }
  }

  private static String flight(
      int day, String departure, String arrival, String plane, String inAir, String delay) {
    return "2008,1,%d,4,%s,1955,%s,2225,WN,335,%s,128,150,%s,%s,8,IAD,TPA,810,4,8,0,,0,NA,NA,NA,NA,NA\n"
        .formatted(day, departure, arrival, plane, inAir, delay);
  }

  @Test
  void aSplitsTestRowsComeLast() throws IOException {
    gzip("uci/tiny/data.txt.gz", "1 10 100\n2\t20\t200\n\n3 30 300\n4 40 400\n");
    gzip("uci/tiny/test_splits.txt.gz", "0 2\n3\n");
    UciSet set = UciSet.read(Contexts.of(Optional.of(folder), folder, Preset.QUICK), "tiny");
    assertEquals(2, set.tests().size());
    double[] y = Tables.numbers(set.table(0, 1), UciSet.TARGET);
    assertArrayEquals(new double[] {100, 300}, Arrays.copyOfRange(y, 2, 4));
    assertArrayEquals(new double[] {200, 400}, sorted(Arrays.copyOf(y, 2)));
    double[] x1 = Tables.numbers(set.table(1, 1), "x1");
    assertEquals(4, x1[3]);
    assertArrayEquals(new double[] {1, 2, 3}, sorted(Arrays.copyOf(x1, 3)));
  }

  private static double[] sorted(double[] values) {
    Arrays.sort(values);
    return values;
  }

  @Test
  void aRowThatThereIsNotIsNamed() throws IOException {
    gzip("uci/tiny/data.txt.gz", "1 10\n2 20\n");
    gzip("uci/tiny/test_splits.txt.gz", "0 2\n");
    Context context = Contexts.of(Optional.of(folder), folder, Preset.QUICK);
    var e = assertThrows(UnusableFileException.class, () -> UciSet.read(context, "tiny"));
    assertTrue(
        String.valueOf(e.getMessage())
            .endsWith("test_splits.txt.gz must name rows below 2, got 2"));
  }

  private void gzip(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
