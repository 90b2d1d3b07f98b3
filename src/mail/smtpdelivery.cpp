// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/smtpdelivery.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <array>
#include <cstring>

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr std::array pauses{2s, 10s}; ///< before the second and the third attempt
constexpr long connectSeconds = 15;
constexpr long totalSeconds = 60;
constexpr long slowSeconds = 20; ///< without a byte

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SmtpDelivery)
};

/// What a transfer reads from and writes to.
struct Exchange
{
    QByteArrayView left;
    QByteArray lastReply; ///< of the server, such as "550 5.1.1 No such user", all of its lines
    QByteArray receiver;  ///< that the last command was about, "<a@example.com>"
    std::array<char, CURL_ERROR_SIZE> problem{}; ///< curl's words

    /// Whether it may have been delivered.
    bool isUnconfirmed(CURLcode code) const
    {
        return left.isEmpty() && lastReply.startsWith("354")
            && (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_RECV_ERROR
                || code == CURLE_WEIRD_SERVER_REPLY);
    }
};

size_t giveMessage(char *buffer, size_t size, size_t count, void *exchange)
{
    auto *of = static_cast<Exchange *>(exchange);
    const qsizetype given = std::min(qsizetype(size * count), of->left.size());
    std::memcpy(buffer, of->left.data(), size_t(given));
    of->left = of->left.sliced(given);
    return size_t(given);
}

size_t takeReply(char *line, size_t size, size_t count, void *exchange)
{
    constexpr qsizetype longest = 300;
    constexpr qsizetype code = 3;
    const QByteArray text = QByteArray(line, qsizetype(size * count)).trimmed();
    QByteArray &reply = static_cast<Exchange *>(exchange)->lastReply;
    // "550-" says that another line of the same follows.
    const bool goesOn = reply.size() > code && reply[code] == '-';
    const QByteArray all = goesOn ? text.first(std::min(text.size(), code + 1))
            + reply.sliced(code + 1) + ' ' + text.sliced(std::min(text.size(), code + 1))
                                  : text;
    reply = all.first(std::min(all.size(), longest));
    return size * count;
}

/// Which receiver the server is asked about. Other commands, with passwords among them, are not
/// looked at.
int noteReceiver(CURL *, curl_infotype kind, char *text, size_t size, void *exchange)
{
    constexpr QByteArrayView asks("RCPT TO:");
    const QByteArrayView sent(text, qsizetype(size));
    if (kind == CURLINFO_HEADER_OUT)
        static_cast<Exchange *>(exchange)->receiver = sent.startsWith(asks)
            ? sent.sliced(asks.size()).trimmed().toByteArray()
            : QByteArray();
    return 0;
}

/// Without what a terminal would obey.
QString plain(QByteArrayView text)
{
    QString result = QString::fromUtf8(text);
    for (QChar &character : result) {
        const QChar::Category category = character.category();
        if (category == QChar::Other_Control || category == QChar::Other_Format)
            character = QChar::ReplacementCharacter;
    }
    return result;
}

/// What is wrong with the file that `ca` names.
std::optional<Error> problemOfAuthority(const QString &path)
{
    if (path.isEmpty())
        return std::nullopt;
    constexpr qint64 largest = 1024 * 1024;
    QFile file(path);
    const QFileInfo info(path);
    if ((info.exists() && !info.isFile()) || !file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound,
                     Words::tr("The certificate authority %1, which ‘ca’ names, cannot be read: "
                               "%2.")
                         .arg(path,
                              info.exists() && !info.isFile() ? Words::tr("it is no file")
                                                              : file.errorString())};
    if (!file.read(largest).contains("-----BEGIN"))
        return Error{
            ErrorCode::InvalidInput,
            Words::tr("%1, which ‘ca’ names, holds no certificate in PEM form.").arg(path)};
    return std::nullopt;
}

struct EasyDeleter
{
    void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
};
struct MultiDeleter
{
    void operator()(CURLM *handle) const { curl_multi_cleanup(handle); }
};
struct ListDeleter
{
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using List = std::unique_ptr<curl_slist, ListDeleter>;

bool isThisMachine(const QString &host)
{
    return host == "localhost"_L1 || host.startsWith("127."_L1) || host == "::1"_L1;
}

QByteArray inBrackets(const QString &address)
{
    return '<' + address.toUtf8() + '>';
}

List listOf(const QStringList &receivers)
{
    curl_slist *list = nullptr;
    for (const QString &receiver : receivers)
        list = curl_slist_append(list, inBrackets(receiver).constData());
    return List(list);
}

void prepare(CURL *easy, const MailRoute &route, Exchange &exchange)
{
    const QUrl server(route.server);
    const bool mayBePlain = server.scheme() == "smtp"_L1 && isThisMachine(server.host());
    curl_easy_setopt(easy, CURLOPT_URL, server.toEncoded(QUrl::RemoveUserInfo).constData());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USE_SSL, long(mayBePlain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    if (!route.ca.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, QFile::encodeName(route.ca).constData());
    if (!route.user.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, route.user.toUtf8().constData());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, route.password.toUtf8().constData());
    }
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connectSeconds);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, totalSeconds);
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, slowSeconds);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, inBrackets(route.from).constData());
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, giveMessage);
    curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeReply);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange.problem.data());
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, noteReceiver);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
}

QString hostOf(const MailRoute &route)
{
    const QUrl server(route.server);
    return server.port() > 0 ? server.host() + u':' + QString::number(server.port())
                             : server.host();
}

/// Expired, of another host, or of an authority that nobody knows: only there `ca` helps.
Error untrusted(const QString &host, const QString &problem)
{
    const bool isUnknown = problem.contains("self-signed"_L1) || problem.contains("issuer"_L1);
    const QString says = Words::tr("The certificate of the mail server %1 cannot be trusted: %2.")
                             .arg(host, problem);
    return {ErrorCode::Refused,
            isUnknown ? says + u' '
                    + Words::tr("Where it is your own, name its certificate authority with ‘ca’.")
                      : says};
}

Error errorOf(CURLcode code, const MailRoute &route, const Exchange &exchange)
{
    const QString host = hostOf(route);
    const QString said = plain(exchange.lastReply);
    const QString problem = plain(exchange.problem.data());
    if (exchange.isUnconfirmed(code))
        return {
            ErrorCode::ConnectionLost,
            Words::tr("The mail server %1 was given the whole mail and did not say that it took "
                      "it. Ask the receivers before you send it again.")
                .arg(host)};
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return {ErrorCode::Unreachable,
                Words::tr("The mail server %1 is not known. Check its name.").arg(host)};
    case CURLE_COULDNT_CONNECT:
        return {ErrorCode::Unreachable,
                Words::tr("The mail server %1 cannot be reached. Check host and port, and whether "
                          "it runs.")
                    .arg(host)};
    case CURLE_OPERATION_TIMEDOUT:
        return {ErrorCode::Timeout,
                Words::tr("The mail server %1 does not answer in time.").arg(host)};
    case CURLE_LOGIN_DENIED:
        return {ErrorCode::Authentication,
                said.startsWith(u'4')
                    ? Words::tr("The mail server %1 lets nobody in just now: %2").arg(host, said)
                    : Words::tr("The mail server %1 did not accept user and password: %2")
                          .arg(host, said)};
    case CURLE_SSL_CACERT_BADFILE:
        return {ErrorCode::InvalidInput,
                Words::tr("%1, which ‘ca’ names, cannot be used: %2.").arg(route.ca, problem)};
    case CURLE_PEER_FAILED_VERIFICATION:
        return untrusted(host, problem);
    case CURLE_SSL_CONNECT_ERROR:
        return {ErrorCode::Refused,
                Words::tr("No encrypted connection came about with the mail server %1: %2.")
                    .arg(host, problem)};
    case CURLE_USE_SSL_FAILED:
        return {ErrorCode::Refused,
                Words::tr("The mail server %1 offers no encryption, so nothing was sent to it. Use "
                          "its port for smtps, or one with STARTTLS.")
                    .arg(host)};
    default:
        break;
    }
    if (said.isEmpty() || said.startsWith(u'2') || said.startsWith(u'3'))
        return {ErrorCode::ConnectionLost,
                Words::tr("The mail server %1 broke off: %2.")
                    .arg(host, QString::fromUtf8(curl_easy_strerror(code)))};
    if (exchange.receiver.isEmpty())
        return {ErrorCode::Refused,
                Words::tr("The mail server %1 did not take the mail: %2").arg(host, said)};
    return {ErrorCode::Refused,
            Words::tr("The mail server %1 did not take the mail for %2: %3")
                .arg(host, plain(exchange.receiver), said)};
}

/// Of what the server cannot help just now, RFC 5321 says 4xx.
bool isPassing(CURLcode code, const QByteArray &reply)
{
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT
        || reply.startsWith('4');
}

} // namespace

class SmtpDelivery::Sockets
{
public:
    static void follow(CURL *easy, SmtpDelivery *delivery)
    {
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, delivery);
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close);
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, delivery);
    }

private:
    static curl_socket_t open(void *delivery, curlsocktype, curl_sockaddr *address)
    {
        const int made
            = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
        auto *of = static_cast<SmtpDelivery *>(delivery);
        const std::lock_guard lock(of->m_mutex);
        if (made >= 0)
            of->m_sockets.push_back(made);
        return made < 0 ? CURL_SOCKET_BAD : made;
    }
    static int close(void *delivery, curl_socket_t closing)
    {
        auto *of = static_cast<SmtpDelivery *>(delivery);
        const std::lock_guard lock(of->m_mutex);
        std::erase(of->m_sockets, closing);
        return ::close(closing);
    }
};

SmtpDelivery::SmtpDelivery(MailRoute route, QByteArray message)
    : m_route(std::move(route))
    , m_message(std::move(message))
{ }

Error SmtpDelivery::cancelled() const
{
    return {ErrorCode::Cancelled, Words::tr("Sending the mail was given up.")};
}

Result<void> SmtpDelivery::run()
{
    Attempt last = attempt();
    for (const auto pause : pauses) {
        if (!last.isWorthAnother)
            break;
        if (!waitFor(pause))
            return std::unexpected(cancelled());
        last = attempt();
    }
    return last.result;
}

void SmtpDelivery::stop()
{
    const std::lock_guard lock(m_mutex);
    m_isStopped = true;
    m_changed.notify_all();
    for (const int each : m_sockets)
        ::shutdown(each, SHUT_RDWR);
    if (m_wake)
        m_wake();
}

bool SmtpDelivery::isStopped()
{
    const std::lock_guard lock(m_mutex);
    return m_isStopped;
}

bool SmtpDelivery::waitFor(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return !m_changed.wait_for(lock, time, [this] { return m_isStopped; });
}

SmtpDelivery::Attempt SmtpDelivery::attempt()
{
    const Multi multi(curl_multi_init());
    const Easy easy(curl_easy_init());
    const List receivers = listOf(m_route.to);
    if (const auto problem = problemOfAuthority(m_route.ca))
        return {std::unexpected(*problem), false};
    Exchange exchange;
    exchange.left = m_message;
    prepare(easy.get(), m_route, exchange);
    Sockets::follow(easy.get(), this);
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, receivers.get());
    curl_multi_add_handle(multi.get(), easy.get());
    {
        const std::lock_guard lock(m_mutex);
        m_wake = [&multi] {
            curl_multi_wakeup(multi.get());
        };
    }
    CURLcode code = CURLE_OK;
    int running = 1;
    while (running > 0 && !isStopped()) {
        curl_multi_perform(multi.get(), &running);
        if (running > 0)
            curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
    }
    {
        const std::lock_guard lock(m_mutex);
        m_wake = {};
    }
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi.get(), &left)) {
        if (message->msg == CURLMSG_DONE)
            code = message->data.result;
    }
    curl_multi_remove_handle(multi.get(), easy.get());
    if (running > 0)
        return {std::unexpected(cancelled()), false};
    if (code == CURLE_OK)
        return {{}, false};
    return {std::unexpected(errorOf(code, m_route, exchange)), isPassing(code, exchange.lastReply)};
}

} // namespace slipway
