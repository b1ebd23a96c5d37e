package io.bergwerk.engine.local.ports;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reaches a socket of another process of the same user, pidfd_getfd(2).
@SuppressWarnings("restricted")
final class ForeignSocket {
    private static final int PIDFD_OPEN = 434;
    private static final int PIDFD_GETFD = 438;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;

    /// Offsets from here on count from the IP header, socket(7) and linux/filter.h.
    private static final int NETWORK_HEADER = -0x100000;

    private static final int SOURCE_ADDRESS = 12;

    /// Behind an IP header without options, as all on the loopback are; in units of four bytes, in the upper half.
    private static final int TCP_HEADER_LENGTH = 20 + 12;

    /// A SYN has ten such units with the options that every Linux sends, and one more if it offers MPTCP.
    private static final int LENGTH_WITH_MPTCP = 11 << 4;

    private static final short LOAD = 0x20;
    private static final short LOAD_BYTE = 0x30;
    private static final short AND = 0x54;
    private static final short JUMP_IF_AT_LEAST = 0x35;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;
    private static final int INSTRUCTION_BYTES = 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SET_OPTION = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("setsockopt"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private ForeignSocket() {}

    /// Gives the sockets of a port a filter: connections from one address, and those that offer MPTCP, go to
    /// socket 1, others to the given one, in the order they began to listen. A number that does not exist leaves
    /// the choice to the kernel.
    ///
    /// @return false if the kernel refused
    static boolean attachFilter(long pid, int descriptor, InetAddress probe, int index) {
        try {
            var process = (long) SYSCALL.invokeExact((long) PIDFD_OPEN, pid, 0L, 0L);
            if (process < 0) {
                return false;
            }
            var socket = (long) SYSCALL.invokeExact((long) PIDFD_GETFD, process, (long) descriptor, 0L);
            var _ = (int) CLOSE.invokeExact((int) process);
            if (socket < 0) {
                return false;
            }
            // Not kept: the socket would go on listening with nobody behind it once its process is gone.
            try {
                return attach((int) socket, filter(probe, index));
            } finally {
                var _ = (int) CLOSE.invokeExact((int) socket);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("the C library cannot be called", e);
        }
    }

    private static boolean attach(int socket, MemorySegment instructions) throws Throwable {
        try (var arena = Arena.ofConfined()) {
            var code = arena.allocate(instructions.byteSize(), ValueLayout.JAVA_LONG.byteAlignment());
            code.copyFrom(instructions);
            var program = arena.allocate(2 * ValueLayout.ADDRESS.byteSize(), ValueLayout.ADDRESS.byteAlignment());
            program.set(ValueLayout.JAVA_SHORT, 0, (short) (instructions.byteSize() / INSTRUCTION_BYTES));
            program.set(ValueLayout.ADDRESS, ValueLayout.ADDRESS.byteSize(), code);
            var result = (int) SET_OPTION.invokeExact(
                    socket, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program, (int) program.byteSize());
            return result == 0;
        }
    }

    private static MemorySegment filter(InetAddress probe, int index) {
        var probeAddress = ByteBuffer.wrap(probe.getAddress()).getInt();
        var code = ByteBuffer.allocate(7 * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
        instruction(code, LOAD, 0, 0, NETWORK_HEADER + SOURCE_ADDRESS);
        instruction(code, JUMP_IF_EQUAL, 3, 0, probeAddress);
        instruction(code, LOAD_BYTE, 0, 0, NETWORK_HEADER + TCP_HEADER_LENGTH);
        instruction(code, AND, 0, 0, 0xf0);
        instruction(code, JUMP_IF_AT_LEAST, 0, 1, LENGTH_WITH_MPTCP);
        instruction(code, RETURN, 0, 0, 1);
        instruction(code, RETURN, 0, 0, index);
        return MemorySegment.ofArray(code.array());
    }

    private static void instruction(ByteBuffer code, short operation, int ifTrue, int ifFalse, int operand) {
        code.putShort(operation).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }
}
