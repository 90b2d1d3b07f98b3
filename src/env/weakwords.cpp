// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/weakwords.h"

#include "env/asciitext.h"

#include <QSet>

#include <vector>

namespace slipway {
namespace {

// What stands in the secrets that people type: words about secrets and software, the usual
// passwords, and the small words that join them.
constexpr const char *wordList
    = "a able access account action active admin administrator after again algorithm all also am "
      "an "
      "and any api app apple application april are as at august auth authentication authorization "
      "autumn azure "
      "back backend bad banana base baseball basic batman be because been before best better big "
      "bird bitte black blue book boss box boy brown build business but butter by "
      "cache cake can candy car card cat certificate chance change changed changeit character "
      "characters charlie cheese chicken chocolate city clean client cloud code coffee come "
      "company computer config connection cookie cool correct cpanel create credential crypt "
      "crypto current custom customer "
      "daniel dark data database date day dead deaf december decryption default demo deploy "
      "deployment dev develop developer development device diamond disk do docker dog domain door "
      "down dragon dream dummy "
      "each easy eat edit email enable encrypt encrypted encryption end enter entry env "
      "environment error even ever every example extra "
      "factory family fast february file final fire first fish fixme flower food foo foobar "
      "football for forever free freedom friday friend from front frontend full fun "
      "game generate generated get ghost girl git give global go god gold good google great green "
      "group guest "
      "hacker had hallo happy hard has hash hash have he heart hello help her here hidden him his "
      "hmac home honey horse host hot house how hunter "
      "i ice id if ignore image important in info input insecure insert internal internet into "
      "iron "
      "is issuer it its "
      "january java jordan js json july jump june just jwt "
      "kafka keep key keys killer king kitten know koenig "
      "last later laravel least length less let letmein life light like line link linux lion list "
      "live load local localhost lock log login long longer look lorem ipsum dolor love lucky "
      "machine mail main make man management manager march market master match matrix maverick may "
      "me merlin message michael midnight min minimum mobile mode monday money mongo monkey month "
      "moon more most mother mountain much must mustang my mysql "
      "name need network never new next nginx night ninja no node none normal not nothing november "
      "now null number "
      "oauth october of off office ok old on once one online only open or orange order other our "
      "out output over own owner "
      "page panda paper parent pass passphrase passwd password path payment peace pepper person "
      "phone php picture pink pirate place placeholder plain please port postgres power princess "
      "private prod product production project public purple push put pwd python "
      "qa query queen quick qwerty "
      "rabbit rails rain rainbow random read real really red redis refresh release remote remember "
      "replace replaceme required reset right river road robot rock root ruby run "
      "safe salt same sample sandbox saturday save school script search season second secret "
      "secrets "
      "secure security seed send september server service session set setting settings shadow she "
      "shop should shop sign signature signing silver simple site sky smart snow so soccer some "
      "something space special spring stage staging standard star start state static stone stop "
      "storage store store string stripe strong such summer sun sunday sunshine super support sure "
      "system "
      "table take team temp template temporary test tester testing text than that the their them "
      "then there these they thing this three thursday tiger time to today todo together token "
      "tomorrow too top trust try tuesday two type "
      "under undefined unicorn unique unknown until up update upload url us use used user username "
      "using "
      "vagrant value vault very view voice "
      "wait want was water way we web webhook website wednesday week welcome well were what when "
      "where which white whatever who will win window windows winner winter with word words work "
      "world would write "
      "year yellow yes you young your yours "
      "zero zoo";

constexpr qsizetype longestWord = 14;

const QSet<QByteArrayView> &words()
{
    static const QSet<QByteArrayView> set = [] {
        QSet<QByteArrayView> all;
        const QList<QByteArrayView> parts = ascii::split(QByteArrayView(wordList), ' ');
        for (const QByteArrayView word : parts) {
            // Single letters would cover any text.
            if (word.size() > 1)
                all.insert(word);
        }
        return all;
    }();
    return set;
}

char letterFor(char c)
{
    switch (c) {
    case '0':
        return 'o';
    case '1':
    case '!':
        return 'i';
    case '3':
        return 'e';
    case '4':
    case '@':
        return 'a';
    case '5':
    case '$':
        return 's';
    case '7':
        return 't';
    default:
        return ascii::toLower(c);
    }
}

} // namespace

qsizetype coveredByWords(QByteArrayView text)
{
    std::vector<char> plain(text.begin(), text.end());
    std::ranges::transform(plain, plain.begin(), letterFor);
    const QByteArrayView folded(plain.data(), qsizetype(plain.size()));
    // best[i]: the most that words can cover of the first i bytes.
    std::vector<qsizetype> best(plain.size() + 1, 0);
    for (qsizetype end = 1; end <= folded.size(); ++end) {
        const auto at = static_cast<size_t>(end);
        best[at] = best[at - 1];
        for (qsizetype length = 2; length <= std::min(longestWord, end); ++length) {
            if (words().contains(folded.sliced(end - length, length)))
                best[at] = std::max(best[at], best[at - static_cast<size_t>(length)] + length);
        }
    }
    std::ranges::fill(plain, '\0');
    return best.back();
}

} // namespace slipway
