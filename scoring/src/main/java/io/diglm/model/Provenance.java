package io.diglm.model;

import java.time.Instant;

/**
 * The origin of a model: all that is needed to fit it again.
 *
 * @param libraryVersion the version of diglm that wrote it
 * @param created when it was made, written as ISO 8601 in UTC
 * @param java vendor and version of the JVM
 * @param os operating system and its version
 * @param machineClass processors, such as "2 cores, amd64"
 * @param seed the seed of everything random
 * @param data the data to which it was fitted
 */
public record Provenance(
    String libraryVersion,
    Instant created,
    String java,
    String os,
    String machineClass,
    long seed,
    DataSummary data) {

  /**
   * {@return the provenance of a model made by this library in this JVM}
   *
   * @param created when the fit ended
   * @param seed of everything random
   * @param data the rows of the fit
   */
  public static Provenance here(Instant created, long seed, DataSummary data) {
    return new Provenance(
        LibraryVersion.text(),
        created,
        property("java.vendor") + " " + property("java.version"),
        property("os.name") + " " + property("os.version"),
        machineClass(Runtime.getRuntime().availableProcessors(), property("os.arch")),
        seed,
        data);
  }

  /** Returns the same of another target, which so many training rows lack. */
  Provenance withUnlabelled(long unlabelled) {
    DataSummary.RowCounts rows = data.rows();
    DataSummary.RowCounts own =
        new DataSummary.RowCounts(
            rows.train(), rows.valid(), rows.test(), unlabelled, rows.dropped());
    return new Provenance(
        libraryVersion,
        created,
        java,
        os,
        machineClass,
        seed,
        new DataSummary(data.sha256(), data.sources(), own));
  }

  static String machineClass(int cores, String architecture) {
    return cores + (cores == 1 ? " core, " : " cores, ") + architecture;
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
