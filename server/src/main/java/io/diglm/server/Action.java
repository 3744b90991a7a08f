package io.diglm.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;

/** How a request is answered. */
sealed interface Action {
  /** Needs no request body and almost no time. */
  non-sealed interface AtOnce extends Action {
    Reply reply();
  }

  /** Needs the whole body and a core. */
  non-sealed interface OfBody extends Action {
    Reply reply(byte[] body);
  }

  /** Needs the whole body and a core. Several that wait can be answered in one go. */
  interface OfRows extends OfBody {
    /** Returns what requests have in common that are answered in one go. */
    Object kind();

    /**
     * Answers several requests of one kind.
     *
     * @param actions of the requests, of this class
     * @param bodies of the same requests
     * @return what gives the reply to each, or throws as {@link #reply} does
     */
    List<Supplier<Reply>> replies(List<OfRows> actions, List<byte[]> bodies);
  }

  /** Reads rows and writes answers as they arrive, in its own thread. */
  non-sealed interface OfStream extends Action {
    /** Returns the type of the answer, before anything is read. */
    String type();

    void copy(InputStream from, OutputStream to) throws IOException;
  }

  /** Chooses the action once it is known that the request is permitted. */
  non-sealed interface Chosen extends Action {
    Action choose();
  }
}
