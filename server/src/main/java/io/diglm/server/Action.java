package io.diglm.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What answers a request. */
sealed interface Action {
  /** Needs nothing of the request's body and next to no time. */
  non-sealed interface AtOnce extends Action {
    Reply reply();
  }

  /** Needs the whole body and a core. */
  non-sealed interface OfBody extends Action {
    Reply reply(byte[] body);
  }

  /** Reads rows and writes answers as they come, in a thread of its own. */
  non-sealed interface OfStream extends Action {
    /** Returns the type of the answer, before anything is read. */
    String type();

    void copy(InputStream from, OutputStream to) throws IOException;
  }

  /** Is settled once it is known that the request may be made. */
  non-sealed interface Chosen extends Action {
    Action choose();
  }
}
