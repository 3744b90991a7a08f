package io.diglm.server.grpc;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts connections up to a number. Further ones are closed before they can send anything. */
final class Connections implements AutoCloseable {
  private final int most;
  private final AtomicInteger open = new AtomicInteger();
  private final EventLoopGroup accepting = threads(1, "accept");
  private final EventLoopGroup serving = threads(0, "serve");

  Connections(int most) {
    this.most = most;
  }

  /**
   * @param number 0 for the usual number
   */
  private static EventLoopGroup threads(int number, String purpose) {
    return new MultiThreadIoEventLoopGroup(
        number, new DefaultThreadFactory("diglm-grpc-" + purpose, true), NioIoHandler.newFactory());
  }

  /** Makes a server accept through this. */
  void limit(NettyServerBuilder builder) {
    builder
        .bossEventLoopGroup(accepting)
        .workerEventLoopGroup(serving)
        .channelFactory(
            () -> {
              NioServerSocketChannel channel = new NioServerSocketChannel();
              channel.pipeline().addLast(new Door());
              return channel;
            });
  }

  /** Sees each accepted connection before the server does. */
  private final class Door extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what is being closed needs no answer
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      Channel connection = (Channel) accepted;
      if (open.incrementAndGet() > most) {
        open.decrementAndGet();
        connection.unsafe().closeForcibly();
        return;
      }
      connection.closeFuture().addListener(closed -> open.decrementAndGet());
      context.fireChannelRead(accepted);
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // their threads are daemons
  public void close() {
    accepting.shutdownGracefully();
    serving.shutdownGracefully();
  }
}
