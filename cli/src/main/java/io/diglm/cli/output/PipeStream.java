package io.diglm.cli.output;

import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;

/** Ends the process silently when the reader of a pipe closes it, as {@code head} does. */
public final class PipeStream extends FilterOutputStream {
  /** 128 + SIGPIPE, which a shell reports for a command that ended in this way. */
  private static final int EXIT_CODE = 141;

  /**
   * Makes a stream.
   *
   * @param out receives the bytes
   */
  public PipeStream(FileOutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
        System.exit(EXIT_CODE);
      }
      throw e;
    }
  }
}
