package io.diglm.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Says which line of a text file ends otherwise than the first, which DuckDB's error does not. */
final class LineEnds {
  /** A part of DuckDB's message about it, and about quotes that are neither open nor closed. */
  static final String UNREADABLE = "state machine reached an invalid state";

  private LineEnds() {}

  /**
   * @param failure of reading the file
   * @throws IllegalArgumentException if it failed because lines end in \n and in \r\n
   */
  static void requireAlike(TableFile file, SQLException failure) throws SQLException {
    boolean known = String.valueOf(failure.getMessage()).contains(UNREADABLE);
    if (!known || Reach.isAddress(file.path()) || FileFormat.compression(file.path()).isPresent()) {
      return;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(file.path())))) {
      requireAlike(file, in);
    } catch (IOException e) {
      throw new SQLException("IO Error: " + e.getMessage(), e);
    }
  }

  private static void requireAlike(TableFile file, InputStream in) throws IOException {
    int before = 0;
    long line = 0;
    boolean first = false;
    for (int next = in.read(); next >= 0; before = next, next = in.read()) {
      if (next != '\n') {
        continue;
      }
      boolean carriage = before == '\r';
      line++;
      if (line == 1) {
        first = carriage;
      } else if (first != carriage) {
        throw new IllegalArgumentException(
            "%s must end all lines alike, got %s at the end of line 1 and %s at the end of line %d; convert it with: sed -i 's/\\r$//' %s"
                .formatted(file.name(), shown(first), shown(carriage), line, file.shown()));
      }
    }
  }

  private static String shown(boolean carriage) {
    return carriage ? "\\r\\n" : "\\n";
  }
}
