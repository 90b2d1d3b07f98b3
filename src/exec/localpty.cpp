// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/localpty.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QMutex>

#ifdef Q_OS_LINUX
#include "exec/ptyprocess.h"

#include <array>
#include <cerrno>
#include <optional>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#endif

using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::LocalPty)
};

#ifdef Q_OS_LINUX

constexpr qsizetype mostAtOnce = 64L * 1024;
constexpr qsizetype mostReplies = 1L * 1024 * 1024;
/// What a program wrote just before it ended may still be on its way through the system.
constexpr std::chrono::milliseconds lastWords = 100ms;
constexpr std::chrono::milliseconds mostLastWords = 1s;
/// Programs that ignore a hang-up are killed after this.
constexpr std::chrono::milliseconds hangUpGrace = 3s;

/// What the two threads of a channel share.
class Link
{
public:
    explicit Link(ByteChannel *channel) : m_channel(channel), m_wake(::eventfd(0, EFD_CLOEXEC)) { }
    ~Link()
    {
        if (m_wake >= 0)
            ::close(m_wake);
    }
    Q_DISABLE_COPY_MOVE(Link)

    struct Orders
    {
        QByteArray typed;
        std::optional<ChannelSize> size;
        bool hangsUp = false;
    };

    // The channel's side
    void type(const QByteArray &bytes)
    {
        give([&](Orders &orders) { orders.typed += bytes; });
    }
    void resize(const ChannelSize &size)
    {
        give([&](Orders &orders) { orders.size = size; });
    }
    void hangUp()
    {
        give([](Orders &orders) { orders.hangsUp = true; });
    }
    void abandon()
    {
        const QMutexLocker locker(&m_mutex);
        m_channel = nullptr;
    }

    // The thread's side
    int wakeDescriptor() const { return m_wake; }
    Orders takeOrders()
    {
        const QMutexLocker locker(&m_mutex);
        return std::exchange(m_orders, {.typed = {}, .size = {}, .hangsUp = m_orders.hangsUp});
    }
    void drainWake() const
    {
        eventfd_t count = 0;
        ::eventfd_read(m_wake, &count);
    }
    /// Runs on the channel's thread, unless it is gone.
    template<typename Function> void tell(Function function)
    {
        const QMutexLocker locker(&m_mutex);
        if (m_channel) {
            QMetaObject::invokeMethod(
                m_channel, [channel = m_channel, function] { function(*channel); },
                Qt::QueuedConnection);
        }
    }

private:
    template<typename Change> void give(Change change)
    {
        const QMutexLocker locker(&m_mutex);
        change(m_orders);
        ::eventfd_write(m_wake, 1);
    }

    QMutex m_mutex;
    ByteChannel *m_channel;
    Orders m_orders;
    int m_wake;
};

/// The life of a channel, on its thread.
class Session
{
public:
    Session(PtyProcess process, Link &link, ByteSink &sink)
        : m_process(std::move(process))
        , m_link(link)
        , m_sink(sink)
    { }

    ChannelEnd run()
    {
        while (!m_hangsUp && !m_programEnded)
            turn();
        if (m_hangsUp) {
            m_process.hangUp();
            ChannelEnd end;
            end.error = Error{ErrorCode::Cancelled, {}};
            return end;
        }
        // What the program left behind may write without end.
        const QDeadlineTimer enough(mostLastWords);
        while (!m_outputEnded && !enough.hasExpired() && waitFor(m_process.terminal(), lastWords))
            read();
        m_process.hangUp();
        return m_process.end(hangUpGrace);
    }
    /// After a hang-up: nobody waits for it.
    void bury() { m_process.end(hangUpGrace); }
    bool hangsUp() const { return m_hangsUp; }

private:
    static bool waitFor(int descriptor, std::chrono::milliseconds patience)
    {
        pollfd waiting{descriptor, POLLIN, 0};
        return ::poll(&waiting, 1, int(patience.count())) > 0;
    }

    void turn()
    {
        const bool hasMore = !m_typed.isEmpty() || !m_replies.isEmpty();
        std::array<pollfd, 3> waiting{pollfd{m_outputEnded ? -1 : m_process.terminal(),
                                             short(POLLIN | (hasMore ? POLLOUT : 0)), 0},
                                      pollfd{m_link.wakeDescriptor(), POLLIN, 0},
                                      pollfd{m_process.exitNotice(), POLLIN, 0}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0)
            return;
        if (waiting[1].revents != 0)
            obey();
        if (m_hangsUp)
            return;
        write();
        if ((waiting[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
            read();
        m_programEnded = waiting[2].revents != 0;
    }

    void obey()
    {
        m_link.drainWake();
        const Link::Orders orders = m_link.takeOrders();
        m_typed += orders.typed;
        m_hangsUp = orders.hangsUp;
        if (orders.size)
            m_process.resize(*orders.size);
    }

    void write()
    {
        // What a person types overtakes answers that nobody reads.
        for (QByteArray *waiting : {&m_typed, &m_replies}) {
            while (!waiting->isEmpty()) {
                const ssize_t written = ::write(m_process.terminal(), waiting->constData(),
                                                std::size_t(waiting->size()));
                if (written <= 0)
                    return;
                waiting->remove(0, written);
            }
        }
    }

    void read()
    {
        // The system gives a few KiB at a time; together they cost the reader less.
        qsizetype got = 0;
        while (got < mostAtOnce) {
            const ssize_t count = ::read(m_process.terminal(), m_buffer.data() + got,
                                         std::size_t(mostAtOnce - got));
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0) {
                m_outputEnded = count == 0 || errno != EAGAIN;
                break;
            }
            got += count;
        }
        if (got == 0)
            return;
        const QByteArray reply = m_sink.take(QByteArrayView(m_buffer.data(), got));
        if (m_replies.size() + reply.size() <= mostReplies)
            m_replies += reply;
        write();
    }

    PtyProcess m_process;
    Link &m_link;
    ByteSink &m_sink;
    std::array<char, std::size_t(mostAtOnce)> m_buffer{};
    QByteArray m_typed;
    QByteArray m_replies;
    bool m_hangsUp = false;
    bool m_programEnded = false;
    bool m_outputEnded = false; ///< nobody has the terminal open any more
};

void live(const ChannelRequest &request, const std::shared_ptr<Link> &link,
          const std::shared_ptr<ByteSink> &sink)
{
    const auto close = [&link](const ChannelEnd &end) {
        link->tell([end](ByteChannel &channel) {
            ChannelEnd told = end;
            // Said here: a thread that is left behind when the program ends must not translate.
            if (told.error && told.error->code == ErrorCode::Cancelled)
                told.error->message = Words::tr("The console was closed.");
            Q_EMIT channel.closed(told);
        });
    };
    Result<PtyProcess> process = PtyProcess::start(request);
    if (!process) {
        close({std::nullopt, {}, process.error()});
        return;
    }
    link->tell([](ByteChannel &channel) { Q_EMIT channel.opened(); });
    const auto session = std::make_unique<Session>(std::move(*process), *link, *sink);
    close(session->run());
    if (session->hangsUp())
        session->bury();
}

class LocalPtyChannel final : public ByteChannel
{
public:
    LocalPtyChannel(const ChannelRequest &request, const std::shared_ptr<ByteSink> &sink)
        : m_link(std::make_shared<Link>(this))
    {
        connect(this, &ByteChannel::closed, this, [this] { m_isClosed = true; });
        if (m_link->wakeDescriptor() < 0) {
            QMetaObject::invokeMethod(
                this,
                [this] {
                    Q_EMIT closed({std::nullopt,
                                   {},
                                   Error{ErrorCode::Io,
                                         Words::tr("This machine has no file descriptors left; "
                                                   "close some consoles or programs.")}});
                },
                Qt::QueuedConnection);
            return;
        }
        // It knows nothing of this object that may not outlive it, and ends soon after it.
        std::thread([request, link = m_link, sink] { live(request, link, sink); }).detach();
    }
    ~LocalPtyChannel() override
    {
        m_link->abandon();
        m_link->hangUp();
    }
    Q_DISABLE_COPY_MOVE(LocalPtyChannel)

    void write(const QByteArray &bytes) override
    {
        if (!m_isClosed && !bytes.isEmpty())
            m_link->type(bytes);
    }
    void resize(const ChannelSize &size) override
    {
        if (!m_isClosed)
            m_link->resize(size);
    }
    void close() override
    {
        if (!m_isClosed)
            m_link->hangUp();
    }

private:
    std::shared_ptr<Link> m_link;
    bool m_isClosed = false;
};

#else

class LocalPtyChannel final : public ByteChannel
{
public:
    LocalPtyChannel(const ChannelRequest &, const std::shared_ptr<ByteSink> &)
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                Q_EMIT closed({std::nullopt,
                               {},
                               Error{ErrorCode::Unavailable,
                                     Words::tr("Consoles on this machine itself are there on Linux "
                                               "only; open one on a server.")}});
            },
            Qt::QueuedConnection);
    }
    void write(const QByteArray &) override { }
    void resize(const ChannelSize &) override { }
    void close() override { }
};

#endif

} // namespace

std::unique_ptr<ByteChannel> LocalPty::open(const ChannelRequest &request,
                                            std::shared_ptr<ByteSink> sink)
{
    return std::make_unique<LocalPtyChannel>(request, std::move(sink));
}

} // namespace slipway
