package io.diglm.experiments;

import io.diglm.data.TableSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Flights in the order of time, of which the last are for test.
 *
 * @param name their name on the page
 * @param source the eight attributes of section 6.2 and the arrival delay
 * @param test rows at the end
 * @param published whether these are the paper's rows
 */
record FlightsData(String name, TableSource source, int test, boolean published) {
  static final String TARGET = "arr_delay";
  static final List<String> FEATURES =
      List.of(
          "month",
          "day",
          "day_of_week",
          "dep_time",
          "arr_time",
          "air_time",
          "distance",
          "plane_age");
  private static final int NEW_YORK_TEST = 23_853;
  private static final int PAPER_TRAIN = 5_000_000;
  private static final int QUICK_TRAIN = 500_000;
  private static final int PAPER_TEST = 100_000;
  private static final String ORIGIN =
      "ASA Data Expo 2009, https://doi.org/10.7910/DVN/HG7NV7, unpacked";
  private static final String NEW_YORK = "flights/flights-nyc13.parquet";
  private static final Path EXAMPLE = Path.of("examples", "flights.parquet");

  /** Returns the file of the paper if it exists or is required, otherwise the bundled file. */
  static FlightsData of(Context context) {
    Optional<Path> all = context.find("2008.csv");
    if (all.isPresent() || context.preset() == Preset.PAPER) {
      Path flights = context.file("2008.csv", ORIGIN);
      Path planes = context.file("plane-data.csv", ORIGIN);
      return published(flights, planes, context.choose(QUICK_TRAIN, PAPER_TRAIN), PAPER_TEST);
    }
    Path file = context.find(NEW_YORK).orElseGet(() -> example(context));
    List<String> columns = new ArrayList<>(FEATURES);
    columns.add(TARGET);
    TableSource source = TableSource.of(file.toString()).columns(columns);
    return new FlightsData("New York, 2013", source, NEW_YORK_TEST, false);
  }

  private static Path example(Context context) {
    // The launcher gives the folder of the repository. A caller of the API runs in this folder or
    // gives a data folder.
    Path bundled = Path.of(System.getProperty("diglm.root", "")).resolve(EXAMPLE);
    return Files.isRegularFile(bundled)
        ? bundled
        : context.file(NEW_YORK, "New York's flights of 2013, R package nycflights13");
  }

  /** The first complete flights of 2008, as in Hensman, Fusi and Lawrence (2013). */
  static FlightsData published(Path flights, Path planes, int train, int test) {
    String query =
        """
        WITH flight AS (SELECT row_number() OVER () AS place, * FROM %s),
        plane AS (SELECT DISTINCT ON (tailnum) tailnum, TRY_CAST("year" AS INTEGER) AS built FROM %s
                  WHERE TRY_CAST("year" AS INTEGER) > 0),
        complete AS (
          SELECT place, TRY_CAST("Month" AS INTEGER) AS month, TRY_CAST(DayofMonth AS INTEGER) AS day,
            TRY_CAST(DayOfWeek AS INTEGER) AS day_of_week, TRY_CAST(DepTime AS INTEGER) AS dep_time,
            TRY_CAST(ArrTime AS INTEGER) AS arr_time, TRY_CAST(AirTime AS INTEGER) AS air_time,
            TRY_CAST(Distance AS INTEGER) AS distance, 2008 - built AS plane_age,
            TRY_CAST(ArrDelay AS INTEGER) AS arr_delay
          FROM flight JOIN plane ON flight.TailNum = plane.tailnum)
        SELECT month, day, day_of_week, dep_time, arr_time, air_time, distance, plane_age, arr_delay
        FROM complete
        WHERE dep_time IS NOT NULL AND arr_time IS NOT NULL AND air_time IS NOT NULL
          AND distance IS NOT NULL AND arr_delay IS NOT NULL
        ORDER BY place LIMIT %d
        """
            .formatted(cells(flights), cells(planes), (long) train + test);
    return new FlightsData("USA, 2008", TableSource.sql(query), test, true);
  }

  /**
   * All cells as texts, because "NA" and "None" occur among numbers, and lines of planes are too
   * short.
   */
  private static String cells(Path file) {
    return "read_csv('%s', header = true, delim = ',', all_varchar = true, null_padding = true)"
        .formatted(file.toString().replace("'", "''"));
  }
}
